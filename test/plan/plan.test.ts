import assert from 'node:assert/strict';
import type { PlanRequest } from '../../src/planInput';
import { planFor, writePlan } from '../../src/writePlan';
import { finding, review, spot } from '../support/review';
import { exampleFacts, examplePolicy, exampleRequest, exampleReview, factsFrom } from './example';

function written(changes: Partial<PlanRequest> = {}): string {
  const result = writePlan(exampleRequest(changes));
  return 'text' in result ? result.text : assert.fail(result.refused);
}

const block = (text: string, name: string) =>
  text.slice(text.indexOf(`<!-- rr:begin ${name} -->`), text.indexOf(`<!-- rr:end ${name} -->`));

describe('the release plan of a risky change', () => {
  const text = written();

  it('has every section, each in its block', () => {
    assert.deepEqual(
      [...text.matchAll(/^(## .+)\n(?:<!-- rr:begin (\w+) -->)?/gm)].map(([, heading = '', name = '']) =>
        `${heading} ${name}`.trim(),
      ),
      [
        '## 1 What ships scope',
        '## 2 Before you may start gates',
        '## 3 Who roles',
        '## 4 When window',
        '## 5 Steps steps',
        '## 6 Rollback and roll-forward rollback',
        '## 7 Watch watch',
        '## 8 Communication comms',
        '## 9 Action log (scribe; UTC; never regenerated)',
        '## 10 Evidence evidence',
      ],
    );
    for (const [, name] of text.matchAll(/rr:begin (\w+) -->/g))
      assert.match(text, new RegExp(`<!-- rr:end ${name} -->`));
  });

  it('opens with hashes, verdict, risk and way back', () => {
    assert.match(
      text,
      /^<!-- rr:plan v=1 service=parcel-desk base=9c41e07 head=e4f5a6b policy=sha256:[0-9a-f]{12} inputs=sha256:[0-9a-f]{12} -->\n# Release plan: parcel-desk v4\.12\.0\n/,
    );
    assert.match(
      text,
      /\*\*Verdict: NOT READY\*\* — 2 blockers, 5 open questions \(1 of them under Steps\), 3 warnings \(1 of the review, 2 of the plan\)\. \*\*Risk \d+(?:–\d+)? \/ 100 \(high\)\*\*\. \*\*Rollback: possible until S12, conditional after it\.\*\*/,
    );
  });

  it('tells what ships, and of each whether it can be taken back', () => {
    const scope = block(text, 'scope');
    assert.match(scope, /`migration 20261120_01_parcels_add_payment_ref` \| schema, expand \(additive\) \| yes; loses/);
    assert.match(
      scope,
      /20261120_02_parcels_status_refund_pending` \| schema, widen CHECK \| \*\*only while no row uses/,
    );
    assert.match(
      scope,
      /`POST \/api\/parcels\/:id\/refund` behind flag `refunds_enabled` \| new route, critical path checkout \| yes: flag/,
    );
    assert.match(
      scope,
      /Stripe `refunds\.create` \| new outbound call, moves money \| \*\*no: compensate, cannot undo\*\*/,
    );
    assert.match(scope, /`env REFUND_WEBHOOK_SECRET` \| new required secret \| yes/);
    assert.match(scope, /`queue parcel-updated` \| message format, new enum value \| \*\*old consumer rejects it\*\*/);
  });

  it('gates with blockers, warnings, questions to people, and what stands good: at most twelve lines', () => {
    const gates = block(text, 'gates');
    const lines = gates.split('\n').filter((line) => line.startsWith('- ['));
    assert.equal(lines.length, 12);
    assert.match(gates, /- \[ \] \*\*BLOCKER\*\* B1 `REFUND_WEBHOOK_SECRET` is set .* \*\*\[FOUND\]\*\* E1 <!-- rr:i /);
    assert.match(gates, /\*\*BLOCKER\*\* B2 .*`migration\/validate-in-same-transaction` \*\*\[PROVEN\]\*\*/);
    assert.match(gates, /W1 .*`dependency\/missing-timeout`/);
    assert.match(gates, /W2 No metric comes with .*\*\*\[GAP\]\*\*/);
    assert.match(gates, /W3 `src\/payments\/webhook\.ts` changed on a critical path/);
    assert.match(
      gates,
      /Q1 \*\*\[ASK @billing\]\*\* Who outside .* answer: ____ <!-- rr:a queue\/parcel-updated\/consumers -->/,
    );
    assert.match(gates, /\*\*\[ASK @rena\]\*\* .*do we roll forward only\?.*<!-- rr:a decision\/after-pnr -->/);
    assert.match(gates, /\*\*\[ASK @billing\]\*\* Is the webhook endpoint registered with `Stripe` for production\?/);
    assert.match(gates, /\*\*\[ASK @desk-lead\]\*\* Is the text for support, sales ready/);
    assert.match(
      gates,
      /- \[x\] Backup: PITR, RPO 5 min, RTO 45 min, last restore test 2026-11-02\. \*\*\[POLICY\]\*\*/,
    );
    assert.match(
      gates,
      /- \[x\] Progressive traffic: argo-rollouts canary 5\/25\/50\/100 in `deploy\/prod\/rollout\.yaml`\. \*\*\[FOUND\]\*\*/,
    );
    assert.match(
      gates,
      /- \[x\] Way back rehearsed on 5000 synthetic rows: conditional; see Rollback\. \*\*\[PROVEN\]\*\*/,
    );
  });

  it('names people, and whether they are there for the whole watch', () => {
    const roles = block(text, 'roles');
    assert.match(
      roles,
      /\| Decider \| @rena \(@tomek\) \| yes, 08:30–17:30 \*\*\[POLICY\]\*\* \| alone decides .* within 10 min/,
    );
    assert.match(roles, /\| Observer \| @parcel\/oncall \(@parcel\/platform\) \| yes, 24 h/);
    assert.match(roles, /\| Communicator \| @desk-lead \(@tomek\) \| hours not declared \*\*\[ASK\]\*\*/);
    assert.match(roles, /\| Scribe \| author @lena/);
    assert.match(roles, /\| Expert, migration \| @datastore \| yes, 09:00–16:00/);
  });

  it('recommends a window, and says why not the others', () => {
    const window = block(text, 'window');
    assert.match(window, /\*\*Recommended: Tue 24 Nov 10:00–13:00 Europe\/Berlin \(09:00Z\)\.\*\* 4 of 576/);
    assert.match(window, /load ≤ 0\.65 at the locking steps \(0\.63\); 60 min of 5 % canary .*4 764 requests/);
    assert.match(window, /Not Tue 24 Nov 03:00: .*216 min/);
    assert.match(window, /Not from Thu 26 Nov 18:00: freeze long-weekend allows low only/);
    assert.match(window, /Next: Wed 25 Nov 10:00, Tue 1 Dec 10:00, Wed 2 Dec 10:00/);
  });

  it('orders the steps, with the go of the decider before what cannot be taken back', () => {
    const steps = block(text, 'steps');
    const ids = [...steps.matchAll(/<!-- rr:s (\S+) -->/g)].map(([, id = '']) => id);
    const now = ids.slice(0, ids.indexOf('done') + 1);
    assert.deepEqual(now, [
      'env/REFUND_WEBHOOK_SECRET/production',
      'preflight',
      'mig/20261120_01/up',
      'mig/20261120_02/up',
      'mig/20261120_02/validate',
      'deploy/canary-5',
      'deploy/canary-25',
      'deploy/canary-50',
      'deploy/full',
      'queue/parcel-updated/readers',
      'backfill/payment_ref',
      'pnr',
      'flag/refunds_enabled/staff',
      'flag/refunds_enabled/10',
      'flag/refunds_enabled/50',
      'flag/refunds_enabled/100',
      'done',
    ]);
    assert.deepEqual(ids.slice(now.length), ['contract/parcels.charge_id', 'flag-remove/refunds_enabled']);
    assert.match(
      steps,
      /S3 Apply migration `20261120_01` \(`?lock_timeout`? 2s, at most 5 tries\) → V2\. Fails: nothing to undo, stop\./,
    );
    assert.match(steps, /S6 Deploy v4\.12\.0 dark: `refunds_enabled` off\. Canary 5 %, 1 h → G1\. Fails: stop, RB1\./);
    assert.match(
      steps,
      /\*\*S12\*\* \*\*POINT OF NO RETURN — go\/no-go by the decider\.\*\* .*go \/ no-go: ____ at ____ <!-- rr:s pnr -->/,
    );
    assert.match(steps, /S12a Flag `refunds_enabled`: staff, 20 min → G2\. Fails: stop, RB0\./);
    assert.match(steps, /not before Tue 8 Dec, `contract_after`/);
  });

  it('shows what the rehearsal saw, the ways back and who decides what', () => {
    const rollback = block(text, 'rollback');
    assert.match(rollback, /\*\*Measured\*\* \(pglite 18\.6, 5000 synthetic rows; .*\*\*\[PROVEN\]\*\* E\d+/);
    assert.match(
      rollback,
      /\| down after writes by the new version \| ok, lost: 3 of 3 `payment_ref` values \| fails, 23514 \(`parcels_status_chk`\) \|/,
    );
    assert.match(rollback, /\*\*RB0 flag off\*\* — seconds/);
    assert.match(
      rollback,
      /\*\*RB1 code back\*\* — minutes\. `kubectl argo rollouts abort parcel-desk`, then set the image in git back .* The schema stays\. Only if V5 = 0/,
    );
    assert.match(rollback, /\*\*RB2 schema back\*\* — not during an incident/);
    assert.match(rollback, /\| Signal \| Before S12 \| After S12, V5 = 0 \| After S12, V5 &gt; 0 \|/);
    assert.match(rollback, /\| wrong amounts, something paid twice \| – \| RB0 \| RB0; roll forward/);
    assert.match(rollback, /fix ≤ 30 lines/);
  });

  it('watches metrics of the policy and no others', () => {
    const watch = block(text, 'watch');
    assert.match(watch, /\| G1, G2 \| `http_5xx` \| technical \| 0\.005 \| `> 0\.010 for 5m` \|/);
    assert.match(watch, /\| G2 \| `stripe_error_ratio` \| third party \|/);
    assert.match(watch, /\| G2 \| outcome of checkout \| business \| \*\*\[GAP\]\*\* \| \*\*\[ASK @billing\]\*\* \|/);
    assert.match(
      watch,
      /-- V5 +\(expect 0: a way back is still open\)\nselect count\(\*\) from parcels where status = 'refund_pending';/,
    );
    const without = written({
      policy: { ...examplePolicy, third_parties: {}, metrics: examplePolicy.metrics?.slice(0, 1) ?? [] },
    });
    assert.doesNotMatch(block(without, 'watch'), /p95_ms|stripe_error/);
  });

  it('has the texts ready and the evidence listed', () => {
    assert.match(
      block(text, 'comms'),
      /T−24 h `#parcel-releases`: “parcel-desk v4\.12\.0, Tue 24 Nov 10:00, risk high, decider @rena\.”/,
    );
    assert.match(block(text, 'comms'), /Stripe: `https:\/\/status\.stripe\.com`, support portal, @billing/);
    const evidence = block(text, 'evidence');
    const used = new Set(
      [...text.slice(0, text.indexOf('## 10 Evidence')).matchAll(/(?<![\w`])E\d+\b/g)].map(([label]) => label),
    );
    for (const label of used) assert.match(evidence, new RegExp(`(?:^|· )${label} `, 'm'), `${label} is in the index`);
    assert.match(
      evidence,
      /Risk: shape \d+\/15, history \d+\/15, data \d+\/25, interfaces 11\/15, third-party 6\/10, recovery 8\/20 = \d+/,
    );
  });

  it('marks every line with where it comes from', () => {
    const unmarked = text
      .split('\n')
      .filter((line) => /^- /.test(line) && !/\*\*\[(?:PROVEN|FOUND|POLICY|ASK|GAP|ASSUMED)\b/.test(line));
    assert.deepEqual(unmarked, []);
  });
});

describe('a plan is a function of its input', () => {
  const reversed = (): PlanRequest => {
    const one = exampleReview();
    return exampleRequest({
      review: {
        ...one,
        findings: [...one.findings].reverse(),
        steps: [...one.steps].reverse(),
        changes: [...one.changes].reverse(),
        inventory: [...one.inventory].reverse(),
      },
      facts: factsFrom([...exampleFacts].reverse()),
    });
  };

  it('gives the same bytes twice, and for inputs in another order', () => {
    assert.equal(written(), written());
    assert.deepEqual(writePlan(reversed()), { text: written() });
  });

  it('changes its hash with a finding, and not with an answer, the time or a moved line', () => {
    const hash = (text: string) => /inputs=(\S+)/.exec(text)?.[1];
    const text = written();
    const moved = exampleReview();
    moved.findings = moved.findings.map((f) => ({ ...f, at: spot(f.at.file, f.at.line + 7) }));
    assert.equal(hash(written({ review: moved })), hash(text));
    assert.equal(hash(written({ now: '2026-11-25T09:00:00Z' })), hash(text));
    assert.equal(hash(written({ existing: text.replace('answer: ____', 'answer: two teams') })), hash(text));
    assert.notEqual(hash(written({ review: exampleReview({ findings: [finding()] }) })), hash(text));
  });
});

describe('the plan asks what nobody wrote down', () => {
  it('without a policy every line about people, time, metrics and backup is a question', () => {
    const text = written({ policy: {} });
    for (const id of ['policy/roles', 'policy/window', 'policy/metrics', 'policy/backup', 'policy/communication'])
      assert.match(text, new RegExp(`\\*\\*\\[ASK [^\\]]+\\]\\*\\* .*answer: ____ <!-- rr:a ${id} -->`), id);
    assert.doesNotMatch(text, /- \[x\] Backup|## \d+ (?:Who|When|Communication)/);
    assert.doesNotMatch(text, /@(?!billing)\w/, 'nobody is named');
    assert.match(text, /NOT READY/);
  });

  it('counts an answer, and keeps it', () => {
    const first = written();
    const answered = first
      .replace(/(decision\/after-pnr)/, '$1')
      .replace(/answer: ____ (<!-- rr:a decision\/after-pnr)/, 'answer: yes, forward only $1');
    const second = written({ existing: answered });
    assert.match(second, /4 open questions/);
    assert.match(second, /answer: yes, forward only <!-- rr:a decision\/after-pnr -->/);
  });

  it('an unmet requirement of the level is a blocker', () => {
    const facts = factsFrom(exampleFacts.filter(({ kind }) => kind !== 'rehearsal.recorded'));
    const text = written({ facts });
    assert.match(
      text,
      /\*\*BLOCKER\*\* B\d No rehearsal of the way back is recorded .*`rollback\.rehearsed` from this level \(high\) on\. \*\*\[GAP\]\*\*/,
    );
    assert.doesNotMatch(text, /\*\*Measured/);
  });

  it('never names a command whose tool is not there', () => {
    const text = written({ facts: factsFrom([]), policy: {} });
    assert.doesNotMatch(text, /kubectl|helm|argo|aws |vercel|fly /);
    assert.match(
      text,
      /no tool that deploys was found in this repository, so whoever answers S\d+ names the command\. .*\*\*\[GAP\]\*\*/,
    );
  });
});

describe('the size of a plan', () => {
  it('is a few lines for a change without risk', () => {
    const quiet = review({ compared: { base: 'main (1234567)', head: 'abcdef0' } });
    for (const policy of [{}, examplePolicy]) {
      const text = written({ review: quiet, facts: factsFrom([]), policy });
      assert.ok(text.trimEnd().split('\n').length <= 6, text);
      assert.match(text, /\*\*Verdict: READY\*\* — nothing in this change asks for a gate/);
    }
  });

  it('is its steps for a well made migration, and grows when there is more to say', () => {
    const [expand] = exampleReview().steps;
    assert.ok(expand);
    const index = {
      ...expand,
      title: 'Apply migration 20261120_01: add index parcels_status_idx',
      wayBack: { text: 'run the down', class: 'I' as const },
      lock: { blocks: 'nothing' as const, scans: true, rewrites: false },
      change: { class: 'schema, expand (additive)', reversible: 'yes' },
    };
    const small = {
      review: review({ compared: { base: 'main (1234567)', head: 'abcdef0' }, steps: [index] }),
      facts: factsFrom([]),
      policy: {},
    };
    const text = written(small);
    assert.ok(text.trimEnd().split('\n').length <= 12, text);
    assert.match(text, /## 1 Steps\n<!-- rr:begin steps -->\n- \[ \] Q1 \*\*\[ASK decider\]\*\* When does it start/);
    assert.match(
      text,
      /S2 Apply migration .* → `select is_nullable .*;` \(expect one row, YES\)\. Fails: nothing to undo, stop\./,
    );
    assert.match(text, /S3 Deploy .* Fails: stop, code back\. \*\*\[ASK decider\]\*\* answer: ____/);
    assert.match(text, /READY\*\* — 0 blockers, 2 open questions \(1 of them under Steps\)/, 'it counts what it shows');
    assert.equal(written({ ...small, existing: text }), text);
    const locking = { ...index, lock: { blocks: 'all' as const, scans: true, rewrites: false } };
    const grown = { ...small, review: review({ ...small.review, steps: [locking] }) };
    const ticked = text
      .replace(/- \[ \] (S2 )/, '- [x] $1')
      .replace(/answer: ____ (<!-- rr:a policy)/, 'answer: at ten $1');
    const more = written({ ...grown, existing: ticked });
    assert.match(more, /## \d Action log/, 'with its log');
    assert.match(more, /- \[ \] S2 Apply .*re-check: text changed/, 'its line says less than it did');
    assert.match(more, /answer: at ten <!-- rr:a policy\/window -->/);
    assert.equal(written({ ...grown, existing: more }), more);
  });

  it('stays in its budget however much there is', () => {
    const one = exampleReview();
    const many = Array.from({ length: 60 }, (_, i) => i);
    const big = exampleReview({
      findings: [
        ...many.map((i) => finding({ key: `w${i}`, subject: `column t.c${i}` })),
        ...many.map((i) =>
          finding({ rule: 'migration/drop-column', key: `b${i}`, severity: 'blocker', subject: `column u.c${i}` }),
        ),
      ],
      steps: [
        ...one.steps,
        ...many.map((i) => ({
          ...(one.steps[0] as (typeof one.steps)[number]),
          id: `mig/2026_${i}/up`,
          subject: `migration 2026_${i}`,
        })),
        ...many.map((i) => ({
          ...(one.steps[3] as (typeof one.steps)[number]),
          id: `env/K${i}/production`,
          subject: `env K${i}`,
        })),
      ],
    });
    const plan = planFor(exampleRequest({ review: big }));
    assert.ok(plan.gates.length <= 12, `${plan.gates.length} gates`);
    assert.ok(plan.steps.length <= 20, `${plan.steps.length} steps`);
    assert.equal(plan.counts.blockers, 61, 'it counts what it groups, and the rehearsal that does not cover them');
    assert.equal(plan.risk.level, 'critical');
    const stood = plan.steps.flatMap(({ stands }) => stands);
    assert.ok(stood.includes('mig/2026_59/up') && stood.includes('env/K59/production'));
  });
});

describe('texts of strangers', () => {
  it('stay text: no marker, no markup, no mention', () => {
    const nasty = '<!-- rr:end gates --> **x** [a](http://e.example) @all <script>';
    const one = exampleReview();
    const text = written({
      review: exampleReview({
        findings: [finding({ severity: 'blocker', what: nasty, key: `${nasty}\n- [ ] x`, subject: nasty })],
        steps: [
          { ...(one.steps[0] as (typeof one.steps)[number]), id: 'mig/x --> y/up', title: nasty, subject: nasty },
        ],
      }),
      release: nasty,
    });
    assert.equal((text.match(/<!-- rr:end gates -->/g) ?? []).length, 1);
    const prose = text.replace(/`[^`]*`|<!--.*?-->/g, ' ');
    assert.doesNotMatch(prose, /<script>|(?<!\\)\]\(http|@all/);
    const again = writePlan(exampleRequest({ existing: text, release: nasty }));
    assert.ok('text' in again, JSON.stringify(again));
  });
});

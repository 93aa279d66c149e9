import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Fact } from '../../src/core/fact';
import { textOf } from '../../src/core/phrase';
import type { Policy } from '../../src/core/policy';
import { sha256 } from '../../src/core/sha256';
import { dutySpans } from '../../src/parse/ics';
import { readPolicy } from '../../src/parse/policy';
import { zoneOf } from '../../src/parse/time';
import { checkPlan, commentPlan, planFor, planJson, startPolicy, writePlan } from '../../src/writePlan';
import { finding, review, spot } from '../support/review';
import { exampleFacts, examplePolicy, exampleRequest, exampleReview, factsFrom } from './example';

const factors = (changes: Parameters<typeof exampleRequest>[0] = {}) =>
  Object.fromEntries(
    planFor(exampleRequest(changes)).risk.factors.map(({ id, points, unknown }) => [id, [points, unknown]]),
  );

describe('risk', () => {
  it('adds points in capped groups, and the sum can be done by hand', () => {
    const { risk } = planFor(exampleRequest());
    for (const group of risk.groups) {
      const mine = risk.factors.filter(({ id }) => id.startsWith(`${group.id}.`));
      const points = mine.reduce((n, factor) => n + factor.points, 0);
      assert.equal(group.points, Math.max(0, Math.min(group.cap, points)), group.id);
    }
    assert.equal(
      risk.low,
      risk.groups.reduce((n, group) => n + group.points, 0),
    );
    assert.deepEqual(factors()['recovery.rollback-tested'], [2, 0], 'conditional is half known');
    assert.deepEqual(factors()['data.rehearsed'], [-4, 0]);
    assert.deepEqual(factors()['data.reversal'], [6, 0]);
    assert.deepEqual(factors()['interfaces.env-missing'], [6, 0]);
    assert.deepEqual(factors()['third-party.timeout'], [2, 0]);
  });

  it('counts what nobody knows at its cap, in the upper end only', () => {
    const unknown = factors({ facts: factsFrom([]), review: exampleReview({ changedFiles: 4 }) });
    assert.deepEqual(unknown['shape.size'], [0, 6]);
    const bare = planFor(exampleRequest({ policy: {} })).risk;
    assert.ok(bare.high > bare.low);
    assert.equal(bare.factors.find(({ id }) => id === 'data.lock')?.unknown, 4);
  });

  it('is lifted by a blocker, and to critical by lost data', () => {
    const only = (rule: string) =>
      planFor(
        exampleRequest({
          facts: factsFrom([]),
          review: review({ findings: [finding({ rule: rule as 'config/toy', severity: 'blocker' })] }),
        }),
      ).risk;
    assert.deepEqual([only('config/toy').level, only('config/toy').byPoints], ['high', 'low']);
    assert.equal(only('migration/drop-column').level, 'critical');
    assert.equal(only('rollback/irreversible-operation').level, 'critical');
  });

  it('knows the weights of the policy, and prints the difference', () => {
    const policy: Policy = {
      ...examplePolicy,
      risk: { ...examplePolicy.risk, weights: { 'interfaces.env-missing': 12, 'data.lock': 20 } },
    };
    assert.deepEqual(factors({ policy })['interfaces.env-missing'], [12, 0]);
    assert.deepEqual(planFor(exampleRequest({ policy })).risk.overrides, ['interfaces.env-missing 12 instead of 6']);
  });

  it('names the cheapest actions, and what they would change', () => {
    const { risk } = planFor(exampleRequest());
    assert.equal(risk.ways[0]?.text, 'declare the missing configuration');
    assert.ok((risk.after?.high ?? 100) < risk.high);
  });

  it('knows who owns a file by the last line that matches', () => {
    const owners = (...lines: [string, string[]][]) =>
      factors({
        facts: factsFrom([
          ...exampleFacts.filter(({ kind }) => kind !== 'owner.declared'),
          ...lines.map(
            ([pattern, who], i): Fact => ({
              kind: 'owner.declared',
              at: spot('CODEOWNERS', i + 1),
              pattern,
              owners: who,
            }),
          ),
        ]),
      })['history.owner']?.[0];
    assert.equal(owners(['*', ['@a']]), undefined);
    assert.equal(owners(['*', ['@a']], ['/src/', []]), 2);
    assert.equal(owners(['docs/', ['@a']]), 4);
    assert.equal(owners(['*.ts', ['@a']], ['*.sql', ['@b']], ['deploy/', ['@c']]), undefined);
  });
});

describe('roles', () => {
  const gates = (policy: Policy) => planFor(exampleRequest({ policy })).gates.map(({ id }) => id);

  it('notices who is missing, alone or twice', () => {
    const { roles = {} } = examplePolicy;
    assert.ok(
      gates({ ...examplePolicy, roles: { ...roles, decider: { who: ['@rena'] } } }).includes('roles/decider/backup'),
    );
    assert.ok(
      gates({ ...examplePolicy, roles: { ...roles, decider: { who: ['author'], backup: ['@lena'] } } }).includes(
        'roles/author-decides',
      ),
    );
    const one = { ...roles, observer: { who: ['@rena'] }, decider: { who: ['@rena'], backup: ['@rena'] } };
    assert.ok(gates({ ...examplePolicy, roles: one }).includes('roles/distinct/decider/observer'));
    const { scribe: _, ...without } = roles;
    assert.ok(gates({ ...examplePolicy, roles: without }).some((id) => /policy\/roles/.test(id)));
  });

  it('a decider who leaves before the watch ends blocks a release of high risk', () => {
    const staffing = [{ role: 'decider', hours: { 'mon-sun': '09:30-11:00' } }];
    const plan = planFor(exampleRequest({ policy: { ...examplePolicy, staffing }, slot: '2026-11-24T09:00Z' }));
    assert.match(JSON.stringify(plan.gates.find(({ id }) => id === 'require/roles.staffed')), /decider/);
    assert.equal(plan.roles.find(({ role }) => role === 'Decider')?.covers.text.join(''), 'no, 1 h of 3 h');
    assert.match(JSON.stringify(plan.window[0]), /against the policy/);
  });
});

describe('ways back', () => {
  const job = (tool: string, text: string, verb: 'deploy' | 'rollback' = 'deploy'): Fact => ({
    kind: 'job.declared',
    at: spot('.github/workflows/deploy.yml', 9),
    workflow: 'deploy',
    job: 'deploy',
    acts: [{ verb, tool, waits: true, ignoresFailure: false, at: spot('.github/workflows/deploy.yml', 12), text }],
    needs: [],
    on: ['push'],
  });
  const workload = (platform: string): Fact => ({
    kind: 'workload.declared',
    at: spot('deploy/app.yaml', 4),
    environment: 'production',
    name: 'desk',
    sort: 'service',
    startsAfter: [],
    autoscaled: false,
    platform,
  });
  const back = (...facts: Fact[]) =>
    planJson(exampleRequest({ facts: factsFrom(facts) })).waysBack.find(({ id }) => id === 'code')?.text;

  it('names the command of the tool that was found', () => {
    assert.match(back(job('helm', 'helm upgrade --install desk ./chart --wait')) ?? '', /`helm rollback desk`/);
    assert.match(
      back(job('kubectl', 'kubectl apply -f deploy'), workload('kubernetes')) ?? '',
      /`kubectl rollout undo deployment\/desk`/,
    );
    assert.match(back(job('vercel', 'vercel deploy --prod')) ?? '', /`vercel rollback`/);
    assert.match(back(job('flyctl', 'flyctl deploy')) ?? '', /`fly releases --image`/);
    assert.match(back(workload('ecs')) ?? '', /`aws ecs update-service` for service `desk`/);
    assert.match(back(workload('kubernetes')) ?? '', /Revert the image of `desk` in git/);
    assert.match(
      back(job('make', 'make undo', 'rollback'), workload('kubernetes')) ?? '',
      /Run `make undo` of job `deploy`/,
    );
    assert.match(
      back(job('kubectl', 'kubectl apply -f deploy')) ?? '',
      /Which command does it\?|with argo-rollouts; its command/,
    );
  });
});

describe('a release that cannot be made in one go', () => {
  it('is asked to be split, and has no way back from there on', () => {
    const one = exampleReview();
    const contract = {
      ...(one.steps[0] as (typeof one.steps)[number]),
      id: 'mig/20261120_03/up',
      kind: 'contract' as const,
      subject: 'migration 20261120_03_drop_charge_id',
      title: 'Apply migration 20261120_03',
      compatible: { old: false, new: true, because: 'the old version reads parcels.charge_id' },
    };
    const plan = planFor(exampleRequest({ review: exampleReview({ steps: [...one.steps, contract] }) }));
    const [split] = plan.splits;
    assert.equal(split?.cut.from, 'mig/20261120_03/up');
    assert.ok(split?.cycle.includes('deploy/canary-5'));
    assert.match(JSON.stringify(split?.text), /Split the change here/);
    assert.doesNotMatch(JSON.stringify(split?.text), /uses what the migration makes/, 'nobody looked for that');
    assert.ok(plan.gates.some(({ id, sort }) => id.startsWith('split/mig/20261120_03/up') && sort === 'blocker'));
    assert.match(plan.rollback.text.join(''), /^not possible from S\d+ on/);
    const at = plan.steps.find(({ id }) => id === 'mig/20261120_03/up')?.label;
    const codeBack = plan.waysBack.find(({ id }) => id === 'code');
    assert.match(
      JSON.stringify(codeBack?.text),
      new RegExp(`Only before ${at}: after it the version before does not work`),
    );
    assert.equal(plan.decisions?.table.rows[0]?.at(-1)?.[0], 'RB0; roll forward');
  });

  it('runs what also makes something before the code that needs it, and then rolls forward', () => {
    const one = exampleReview();
    const rename = {
      ...(one.steps[0] as (typeof one.steps)[number]),
      id: 'mig/20261120_03/up',
      subject: 'migration 20261120_03_rename',
      title: 'Apply migration 20261120_03',
      compatible: {
        old: false,
        new: true,
        because: 'the old version may still use parcels.ref',
        first: 'parcels.reference beside parcels.ref, both kept alike, and the code that no longer uses parcels.ref',
      },
    };
    const plan = planFor(exampleRequest({ review: exampleReview({ steps: [...one.steps, rename] }) }));
    const ids = plan.steps.map(({ id }) => id);
    assert.ok(ids.indexOf('mig/20261120_03/up') < ids.indexOf('deploy/canary-5'));
    const text = textOf(plan.splits[0]?.text ?? []);
    assert.match(
      text,
      /because the migrations of a release run before its code, and after it, because the old version may/,
    );
    assert.match(
      text,
      /Pull request 1: parcels\.reference beside parcels\.ref, .*no longer uses parcels\.ref, with the rest/,
    );
    assert.match(
      text,
      /Pull request 2, once pull request 1 runs everywhere .*: what `migration 20261120_03_rename` takes away/,
    );
    const first = plan.steps.find(({ id }) => id === 'deploy/canary-5');
    assert.equal(textOf(first?.onFailure ?? []), 'stop, roll forward');
  });
});

describe('verifying', () => {
  const check = (written: string, changes: Parameters<typeof exampleRequest>[0] = {}) => {
    const checks = checkPlan({ ...exampleRequest(changes), existing: written });
    return typeof checks === 'string'
      ? checks
      : Object.fromEntries(checks.map(({ id, ok, text }) => [id, ok ? true : text]));
  };
  const written = (() => {
    const result = writePlan(exampleRequest());
    return 'text' in result ? result.text : '';
  })();

  it('asks for blockers, answers and the go', () => {
    const checks = check(written, { now: '2026-11-24T10:00:00+01:00' });
    assert.ok(typeof checks !== 'string');
    assert.equal(checks.inputs, true);
    assert.match(String(checks.blockers), /^2 open: B1, B2$/);
    assert.match(String(checks.questions), /^5 without an answer: Q1, Q2, Q3, Q4, S1$/);
    assert.match(String(checks.go), /S12: no go was given/);
    assert.equal(checks.window, true);
  });

  it('is content when everything is closed, answered and agreed to', () => {
    const clean = { review: exampleReview({ findings: [] }), now: '2026-11-24T10:00:00+01:00' };
    const first = writePlan(exampleRequest(clean));
    const text = ('text' in first ? first.text : '')
      .replaceAll('answer: ____', 'answer: yes')
      .replace('go / no-go: ____ at ____', 'go / no-go: go at 09:00Z');
    const checks = check(text, clean);
    assert.ok(typeof checks !== 'string');
    assert.deepEqual(
      Object.values(checks).filter((ok) => ok !== true),
      [],
    );
    assert.match(String(check(text.replace('go at 09:00Z', 'no-go at 09:00Z'), clean)['go' as never]), /no-go/);
    const late = check(text, { ...clean, now: '2026-11-27T10:00:00+01:00' });
    assert.match(String(late['window' as never]), /freeze long-weekend/);
    assert.match(String(check(text)['inputs' as never]), /inputs changed since the plan was written/);
  });

  it('does not read a damaged plan', () => assert.match(String(check('# nothing')), /rr:plan/));
});

describe('renderings', () => {
  it('a comment has at most sixty lines and calls nobody', () => {
    const many = Array.from({ length: 90 }, (_, i) =>
      finding({ key: `k${i}`, severity: 'blocker', rule: `config/toy-${i}` as 'config/toy' }),
    );
    for (const request of [exampleRequest(), exampleRequest({ review: exampleReview({ findings: many }) })]) {
      const text = commentPlan(request);
      assert.ok(text.trimEnd().split('\n').length <= 60);
      assert.match(text, /^<!-- rr:comment plan -->\n\*\*Verdict: NOT READY\*\*/);
      assert.doesNotMatch(text.replace(/`[^`]*`/g, ''), /@\w/);
    }
    assert.match(commentPlan(exampleRequest()), /- \[ \] S6 Deploy v4\.12\.0 dark/);
  });

  it('the data names steps with what they wait for', () => {
    const { steps, risk, windows, queries } = planJson(exampleRequest());
    assert.equal(risk.level, 'high');
    assert.equal(windows.length, 4);
    assert.equal(windows[0]?.from, '2026-11-24T09:00:00.000Z');
    assert.ok(queries.some(({ label }) => label === 'V5'));
    assert.deepEqual(steps.find(({ id }) => id === 'flag/refunds_enabled/10')?.after, ['flag/refunds_enabled/staff']);
  });
});

describe('a first policy', () => {
  it('is valid, and names only what was found', () => {
    for (const facts of [factsFrom([]), factsFrom(exampleFacts)]) {
      const text = startPolicy(facts);
      const { policy, problems } = readPolicy('p.yaml', text, new Set());
      assert.deepEqual(problems, []);
      assert.equal(policy.version, 1);
      assert.equal(policy.roles, undefined);
      assert.equal(policy.metrics, undefined);
    }
    const { policy } = readPolicy('p.yaml', startPolicy(factsFrom(exampleFacts)), new Set());
    assert.deepEqual(policy.environments, [
      { name: 'production', rollout: { kind: 'argo-rollouts', file: 'deploy/prod/rollout.yaml' } },
    ]);
    assert.deepEqual(policy.third_parties, { Stripe: { match: ['npm:stripe'] } });
    assert.match(startPolicy(factsFrom(exampleFacts)), /owners in CODEOWNERS: @parcel\/platform/);
  });
});

describe('what a plan stands on', () => {
  it('hashes as SHA-256 does', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200, unit: 'binary' }),
        (text) => sha256(text) === createHash('sha256').update(text).digest('hex'),
      ),
      { numRuns: 200 },
    );
    assert.equal(sha256(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    for (const length of [55, 56, 63, 64, 65, 119, 120, 1000])
      assert.equal(sha256('x'.repeat(length)), createHash('sha256').update('x'.repeat(length)).digest('hex'));
  });

  it('reads the spans of a duty calendar, and none that it cannot be sure of', () => {
    const event = (...lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\r\n');
    const text = [
      event('DTSTART:20261124T080000Z', 'DTEND:20261124T160000Z', 'SUMMARY:on call'),
      event('DTSTART;TZID=Europe/Berlin:20261125T080000', 'DURATION:PT8H'),
      event('DTSTART;VALUE=DATE:20261126', 'DTEND;VALUE=DATE:202', ' 61127'),
      event('DTSTART:20261127T080000Z', 'DTEND:20261127T160000Z', 'STATUS:CANCELLED'),
      event('DTSTART:20261128T080000Z', 'DTEND:20261128T160000Z', 'RRULE:FREQ=DAILY'),
      event('DTSTART:nonsense', 'DTEND:20261128T160000Z'),
      event('DTSTART:20261399T080000', 'DTEND:20261399T160000'),
      'BEGIN:VEVENT',
    ].join('\r\n');
    assert.deepEqual(
      dutySpans(text, zoneOf('Europe/Berlin')).map(({ from, to }) => [
        new Date(from).toISOString(),
        new Date(to).toISOString(),
      ]),
      [
        ['2026-11-24T08:00:00.000Z', '2026-11-24T16:00:00.000Z'],
        ['2026-11-25T07:00:00.000Z', '2026-11-25T15:00:00.000Z'],
        ['2026-11-25T23:00:00.000Z', '2026-11-26T23:00:00.000Z'],
      ],
    );
  });

  it('knows the clocks of a zone on both sides of a change', () => {
    const berlin = zoneOf('Europe/Berlin');
    const at = (text: string) => berlin.local(Date.parse(text));
    assert.deepEqual(at('2026-10-25T00:30:00Z'), { date: '2026-10-25', minute: 150, weekday: 7 });
    assert.deepEqual(at('2026-10-25T01:30:00Z'), { date: '2026-10-25', minute: 150, weekday: 7 });
    assert.deepEqual(at('2026-03-29T00:59:00Z'), { date: '2026-03-29', minute: 119, weekday: 7 });
    assert.deepEqual(at('2026-03-29T01:00:00Z'), { date: '2026-03-29', minute: 180, weekday: 7 });
    assert.equal(zoneOf('No/Where').local(0).minute, 0);
    assert.equal(zoneOf('Asia/Kolkata').local(0).minute, 330);
  });
});

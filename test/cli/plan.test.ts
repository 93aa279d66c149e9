import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { readPolicy } from '../../src/parse/policy';
import { cli } from '../support/cli';
import { repository } from '../support/repository';

const policy = `version: 1
compare_with: main
service: { name: shop, tier: 2, timezone: Europe/Berlin }
roles:
  observer: { who: ["@oncall"] }
  decider: { who: ["@rena"], backup: ["@tomek"] }
  communicator: { who: ["@desk"] }
  scribe: { who: [author] }
staffing:
  - { role: observer, hours: { daily: "00:00-24:00" } }
  - { role: decider, hours: { mon-fri: "09:00-17:00" } }
metrics:
  - { id: http_5xx, kind: technical, baseline: 0.005, stop: "> 0.010 for 5m" }
communication: { channels: { internal: "#shop", incident: "#shop-incidents" } }
`;

/** A branch that reads a new secret. */
function release() {
  const repo = repository();
  repo.commit({
    '.release-readiness.yaml': policy,
    'package.json': '{"name":"shop","scripts":{"start":"node src/index.js"}}\n',
    '.env.example': 'PORT=\n',
    'src/index.ts': 'export const port = Number(process.env.PORT ?? 3000);\n',
  });
  repo.git('checkout', '--quiet', '-b', 'refunds');
  repo.commit({
    '.env.example': 'PORT=\nREFUND_SECRET=\n',
    'src/refund.ts': 'export const secret = process.env.REFUND_SECRET!;\n',
  });
  return repo;
}

const file = '.release-readiness/plans/refunds.md';
const tuesday = { now: new Date('2026-11-24T09:00:00Z') };

describe('cli: the plan of one service', () => {
  it('speaks of its own changes, by the policy of its package', async () => {
    const repo = repository();
    const main = (name: string, more = '') => ({
      [`packages/${name}/package.json`]: `{"name":"${name}","scripts":{"start":"node dist/main.js"},"dependencies":{"express":"5.0.0"}}`,
      [`packages/${name}/src/main.ts`]: `import express from 'express';\nconst app = express();\napp.get('/${name}', (_req, res) => res.json([]));\n${more}app.listen(8080);\n`,
    });
    repo.commit({
      'package.json': '{"name":"root","private":true,"workspaces":["packages/*"]}',
      '.release-readiness.yaml': 'version: 1\ncompare_with: main\nservice: { name: all }\n',
      'packages/two/.release-readiness.yaml':
        'version: 1\nservice: { name: second }\nroles: { decider: { who: ["@two"] } }\n',
      ...main('one'),
      ...main('two'),
    });
    repo.git('checkout', '--quiet', '-b', 'both');
    const route = (name: string) => `app.get('/${name}/new', (_req, res) => res.json([]));\n`;
    repo.commit({ ...main('one', route('one')), ...main('two', route('two')) });
    const two = (await cli(['plan', '--service', 'two'], repo.folder, tuesday)).out;
    assert.match(two, /^<!-- rr:plan v=1 service=second /);
    assert.match(two, /GET \/two\/new/);
    assert.doesNotMatch(two, /\/one\/new/);
    assert.match(two, /\| Decider \| @two/);
    const one = (await cli(['plan', '--service', 'one'], repo.folder, tuesday)).out;
    assert.match(one, /^<!-- rr:plan v=1 service=all /);
    assert.match(one, /GET \/one\/new/);
    assert.doesNotMatch(one, /\/two\/new|@two/);
  });

  it('compares two tags, whatever is checked out, and calls no route new whose mount is only unknown now', async () => {
    const repo = repository();
    const app = (mount: string, more = '') => ({
      'package.json': '{"name":"shop","scripts":{"start":"node dist/main.js"},"dependencies":{"express":"5.0.0"}}',
      'src/main.ts': `import express from 'express';\nimport { base } from './base';\nconst app = express();\nconst api = express.Router();\napi.get('/parcels', (_req, res) => res.json([]));\n${more}app.use(${mount}, api);\napp.listen(8080);\n`,
      'src/base.ts': 'export const base = process.env.BASE_PATH ?? compute();\ndeclare function compute(): string;\n',
    });
    repo.commit(app("'/api'"));
    repo.git('tag', 'v1.0.0');
    repo.commit(app('base', "api.post('/labels', (_req, res) => res.json([]));\n"));
    repo.git('tag', 'v1.1.0');
    repo.git('checkout', '--quiet', 'v1.0.0');
    const { out, code } = await cli(['plan', '--base', 'v1.0.0', '--head', 'v1.1.0'], repo.folder, tuesday);
    assert.equal(code, 0);
    const ships = out.slice(out.indexOf('What ships'), out.indexOf('rr:end scope'));
    assert.match(ships, /\/labels/);
    assert.doesNotMatch(ships, /parcels/);
  });

  it('says nothing of an installed client of which no call was found: a line needs a place', async () => {
    const repo = repository();
    const shop = (dependencies: string) => ({
      'package.json': `{"name":"shop","scripts":{"start":"node --require dd-trace/init dist/main.js"},"dependencies":{${dependencies}}}`,
      'src/main.ts': `import express from 'express';\nexpress().listen(8080);\n`,
    });
    repo.commit(shop('"express":"5.0.0"'));
    repo.git('tag', 'v1.0.0');
    repo.commit(shop('"express":"5.0.0","dd-trace":"5.0.0"'));
    const { out } = await cli(['plan', '--base', 'v1.0.0'], repo.folder, tuesday);
    assert.match(out, /Verdict: READY/);
    assert.doesNotMatch(out, /Datadog/);
  });

  it('is no change of the release that it is about', async () => {
    const repo = release();
    const counted = async () =>
      JSON.parse((await cli(['review', '--format', 'json'], repo.folder, tuesday)).out).summary.changedFiles;
    const before = await counted();
    const first = (await cli(['plan'], repo.folder, tuesday)).out;
    await cli(['plan', '--write'], repo.folder, tuesday);
    assert.equal(await counted(), before);
    repo.commit({ 'notes.txt': '' });
    repo.git('rm', '--quiet', 'notes.txt');
    assert.equal(
      (await cli(['plan'], repo.folder, tuesday)).out.replace(/ head=\S+/, ''),
      first.replace(/ head=\S+/, ''),
    );
  });
});

describe('cli: plan, verify-plan and init', () => {
  it('takes ticks and answers back from the comment of a pull request', async () => {
    const repo = release();
    const short = (await cli(['plan', '--short'], repo.folder, tuesday)).out;
    const step = /^- \[ \] (S\d+ Create .*?) answer: ____ (<!-- rr:s env\/REFUND_SECRET\S* -->)$/m;
    assert.match(short, step);
    const answered = short.replace(step, '- [x] $1 answer: the vault of the shop $2');
    writeFileSync(path.join(repo.folder, '.git', 'comment.md'), answered);
    const merge = ['--merge', '.git/comment.md'];
    const again = await cli(['plan', '--short', ...merge], repo.folder, tuesday);
    assert.match(again.out, /^- \[x\] S\d+ Create .* answer: the vault of the shop /m);
    await cli(['plan', '--write', ...merge], repo.folder, tuesday);
    assert.match(
      readFileSync(path.join(repo.folder, file), 'utf8'),
      /- \[x\] S\d+ Create .* answer: the vault of the shop /,
    );
    const none = await cli(['plan', '--short', '--merge', 'none.md'], repo.folder, tuesday);
    assert.equal(none.code, 2);
    assert.match(none.error, /There is no comment none\.md/);
  });

  it('refuses two places for one plan', async () => {
    const repo = release();
    for (const write of [['--write'], ['--write', 'a.md'], ['--write=b.md']]) {
      const { code, error } = await cli(['plan', ...write, '--output', 'foo.md'], repo.folder, tuesday);
      assert.equal(code, 2);
      assert.match(error, /--write and --output exclude each other/);
    }
    for (const name of ['foo.md', 'a.md', 'b.md', '.release-readiness/plans'])
      assert.equal(existsSync(path.join(repo.folder, name)), false);
    const { code, out } = await cli(['plan', '--output', 'new/folder/foo.md'], repo.folder, tuesday);
    assert.equal(code, 0);
    assert.equal(out, '');
    assert.match(readFileSync(path.join(repo.folder, 'new/folder/foo.md'), 'utf8'), /^<!-- rr:plan /);
  });

  it('writes the plan of a branch, and the same again', async () => {
    const repo = release();
    const first = await cli(['plan', '--write'], repo.folder, tuesday);
    assert.equal(first.code, 0, first.error);
    const text = readFileSync(path.join(repo.folder, file), 'utf8');
    assert.match(text, /^<!-- rr:plan v=1 service=shop base=[0-9a-f]{7,} head=[0-9a-f]{7,} policy=sha256:/);
    assert.match(text, /Create `REFUND_SECRET` in production/);
    assert.match(text, /Recommended: Tue 24 Nov 10:00/);
    repo.commit({ 'note.txt': undefined, [file]: text });
    await cli(['plan', '--write'], repo.folder, tuesday);
    assert.equal(readFileSync(path.join(repo.folder, file), 'utf8'), text, 'committing the plan changes nothing');
  });

  it('verifies a plan from the first draft to the deploy', async () => {
    const repo = release();
    const at = path.join(repo.folder, file);
    await cli(['plan', '--write'], repo.folder, tuesday);
    const draft = await cli(['verify-plan', file], repo.folder, tuesday);
    assert.equal(draft.code, 1, draft.error);
    assert.match(draft.out, /NO {2}questions: 2 without an answer: S1, S2\n/);
    assert.match(draft.out, /yes window: the window is open/);
    writeFileSync(at, readFileSync(at, 'utf8').replaceAll('answer: ____', 'answer: from the vault'));
    const answered = await cli(['verify-plan', file], repo.folder, tuesday);
    assert.match(answered.out, /yes questions: every question has its answer/);
    assert.match(answered.out, /yes inputs/);
    assert.equal(answered.code, 0, answered.out);
    const night = await cli(['verify-plan', file], repo.folder, { now: new Date('2026-11-24T23:00:00Z') });
    assert.equal(night.code, 1);
    assert.match(night.out, /NO {2}window: not at Wed 25 Nov 00:00: the decider is not on duty then/);
    repo.commit({ 'src/other.ts': 'export const other = process.env.OTHER_SECRET!;\n' });
    const stale = await cli(['verify-plan', file, '--format', 'json'], repo.folder, tuesday);
    assert.equal(stale.code, 1);
    const { ready, checks } = JSON.parse(stale.out) as { ready: boolean; checks: { id: string; ok: boolean }[] };
    assert.equal(ready, false);
    assert.equal(checks.find(({ id }) => id === 'inputs')?.ok, false);
  });

  it('does not guess: a damaged or absent plan is no answer', async () => {
    const repo = release();
    await cli(['plan', '--write'], repo.folder, tuesday);
    const at = path.join(repo.folder, file);
    writeFileSync(at, readFileSync(at, 'utf8').replace('<!-- rr:end gates -->', ''));
    const written = await cli(['plan', '--write'], repo.folder, tuesday);
    assert.equal(written.code, 2);
    assert.match(written.error, /The plan was left as it is: line \d+: block/);
    assert.equal((await cli(['verify-plan', file], repo.folder)).code, 2);
    assert.equal((await cli(['verify-plan'], repo.folder)).code, 2);
    assert.equal((await cli(['verify-plan', 'none.md'], repo.folder)).code, 2);
    assert.equal((await cli(['plan', '--slot', 'soon'], repo.folder)).code, 2);
  });

  it('gives the plan as data that the schema knows, and as a short comment', async () => {
    const repo = release();
    const { out, code } = await cli(['plan', '--format', 'json', '--slot', '2026-11-28T09:00Z'], repo.folder, tuesday);
    assert.equal(code, 0);
    const report = JSON.parse(out) as Record<string, unknown> & {
      risk: { level: string; factors: unknown[] };
      steps: { id: string; after: string[] }[];
      waysBack: { id: string }[];
    };
    const schema = JSON.parse(readFileSync('media/report.schema.json', 'utf8')) as object;
    const valid = new Ajv({ strict: true, strictTypes: false }).compile(schema);
    assert.ok(valid(report), JSON.stringify(valid.errors));
    assert.ok(report.risk.factors.length > 0);
    assert.ok(report.steps.some(({ id }) => id === 'env/REFUND_SECRET/production'));
    assert.ok(report.waysBack.some(({ id }) => id === 'code'));
    const short = await cli(['plan', '--short'], repo.folder, tuesday);
    assert.ok(short.out.split('\n').length <= 61);
    assert.match(short.out, /\*\*Verdict: /);
  });

  it('starts a policy that is valid, and overwrites none', async () => {
    const repo = release();
    const existing = await cli(['init'], repo.folder);
    assert.equal(existing.code, 2);
    assert.match(existing.error, /already a policy/);
    repo.write({
      '.release-readiness.yaml': undefined,
      CODEOWNERS: '* @platform\n',
      'deploy/production/app.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: shop, namespace: production }\nspec:\n  template:\n    spec:\n      containers: [{ name: shop, image: "shop:1" }]\n',
    });
    const dry = await cli(['init', '--dry-run'], repo.folder);
    assert.equal(dry.code, 0, dry.error);
    assert.deepEqual(readPolicy('p.yaml', dry.out, new Set()).problems, []);
    assert.match(dry.out, /^version: 1$/m);
    assert.ok(!existsSync(path.join(repo.folder, '.release-readiness.yaml')));
    assert.equal((await cli(['init'], repo.folder)).code, 0);
    assert.equal(readFileSync(path.join(repo.folder, '.release-readiness.yaml'), 'utf8'), dry.out);
  });
});

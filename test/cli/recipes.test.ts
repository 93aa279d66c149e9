// The recipes for CI are carried out as they are written, against a repository and a code host that are made up here.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type Repository, repository, temporaryFolder } from '../support/repository';

interface Step {
  run?: string;
  uses?: string;
  shell?: string;
  env?: Record<string, string>;
  with?: Record<string, string | number>;
}
interface Action {
  inputs: Record<string, { description: string; default: string }>;
  runs: { using: string; steps: Step[] };
}
interface Workflow {
  on: string;
  permissions: Record<string, string>;
  jobs: Record<string, { env: Record<string, string>; steps: Step[] }>;
}
interface Gitlab {
  'release-readiness': { variables: Record<string, string>; script: string[] };
}

const readme = readFileSync('README.md', 'utf8');
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
/** The YAML blocks below a heading of the README. */
function recipes(heading: string): string[] {
  const from = readme.indexOf(`### ${heading}\n`);
  const to = readme.indexOf('\n## ', from);
  const next = readme.indexOf('\n### ', from + 4);
  const part = readme.slice(from, Math.min(...[to, next].filter((at) => at > from)));
  return [...part.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
}

/** A branch that drops a table, checked out as a runner has it: detached, with the base as a branch of origin. */
function checkout(): Repository {
  const repo = repository();
  repo.commit({
    '.release-readiness.yaml':
      'version: 1\nservice: { name: shop }\ndata: { databases: [{ migrations: migrations, dialect: postgresql }] }\n',
    'migrations/0001_init.sql':
      'CREATE TABLE parcels (id int PRIMARY KEY);\nCREATE TABLE drafts (id int PRIMARY KEY);\n',
  });
  repo.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  repo.git('checkout', '--quiet', '--detach');
  repo.commit({ 'migrations/0002_drop.sql': 'DROP TABLE drafts;\n' });
  return repo;
}

/** What a runner has besides: a temporary folder, a summary, `npx` for our package alone, and the command line of the code host. */
function runner() {
  const temp = temporaryFolder({
    'bin/npx': `#!/usr/bin/env node
const [yes, name, ...args] = process.argv.slice(2);
if (yes !== '--yes' || name !== 'release-readiness@${version}') { console.error('npx', yes, name); process.exit(97); }
process.argv = [process.argv[0], 'release-readiness', ...args];
require(${JSON.stringify(path.resolve('dist/cli.js'))});
`,
    'bin/gh': `#!/usr/bin/env node
const fs = require('node:fs');
const file = ${JSON.stringify('COMMENTS')}.replace('COMMENTS', process.env.RUNNER_TEMP + '/comments.json');
const comments = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : [{ id: 1, body: 'Nice.' }];
const [api, ...args] = process.argv.slice(2);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const where = args.find((one, i) => one.startsWith('repos/') && args[i - 1] !== '--jq');
const body = option('-F')?.replace(/^body=@/, '');
if (api !== 'api' || !process.env.GH_TOKEN || !where) process.exit(96);
const one = /issues\\/comments\\/(\\d+)$/.exec(where)?.[1];
const found = comments.find(({ id }) => String(id) === one);
if (/issues\\/7\\/comments(\\?|$)/.test(where)) {
  if (body) comments.push({ id: comments.length + 1, body: fs.readFileSync(body, 'utf8') });
  else {
    const start = /startswith\\("(.*?)"\\)/.exec(option('--jq'))[1];
    const ours = comments.find((comment) => comment.body.startsWith(start));
    if (ours) console.log(ours.id);
  }
} else if (!found) process.exit(95);
else if (option('--method') === 'PATCH' && body) found.body = fs.readFileSync(body, 'utf8');
else if (option('--jq') === '.body') console.log(found.body);
else process.exit(94);
fs.writeFileSync(file, JSON.stringify(comments));
`,
    'event.json': '{ "pull_request": { "number": 7 } }',
  });
  for (const name of ['npx', 'gh']) chmodSync(path.join(temp, 'bin', name), 0o755);
  const summary = path.join(temp, 'summary.md');
  const event = path.join(temp, 'event.json');
  const context: Record<string, string> = {
    'github.base_ref': 'main',
    'github.token': 'token',
    'github.event.pull_request.number': String(JSON.parse(readFileSync(event, 'utf8')).pull_request.number),
    'runner.temp': temp,
  };
  const filled = (text: string, more: Record<string, string> = {}) =>
    text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_all, name: string) => {
      const value = { ...context, ...more }[name];
      assert.notEqual(value, undefined, `${name} is not known`);
      return value ?? '';
    });
  return {
    temp,
    summary: () => (existsSync(summary) ? readFileSync(summary, 'utf8') : ''),
    filled,
    /** Runs a script as the runner does for `shell: bash`. */
    run(script: string, cwd: string, env: Record<string, string>, inputs: Record<string, string> = {}) {
      const given = Object.fromEntries(Object.entries(env).map(([name, text]) => [name, filled(text, inputs)]));
      const { status, stdout, stderr } = spawnSync(
        'bash',
        ['--noprofile', '--norc', '-eo', 'pipefail', '-c', filled(script, inputs)],
        {
          cwd,
          encoding: 'utf8',
          env: {
            PATH: `${path.join(temp, 'bin')}:${process.env.PATH ?? ''}`,
            HOME: temp,
            GITHUB_ACTIONS: 'true',
            GITHUB_REPOSITORY: 'parcel/shop',
            GITHUB_EVENT_PATH: event,
            GITHUB_STEP_SUMMARY: summary,
            RUNNER_TEMP: temp,
            ...given,
          },
        },
      );
      return { code: status, out: stdout, error: stderr };
    },
  };
}

const isClean = (repo: Repository) => assert.equal(repo.git('status', '--porcelain'), '', 'it wrote into the checkout');

describe('recipes for CI', function () {
  this.timeout(180_000);
  if (process.platform === 'win32') return;

  describe('the composite action', () => {
    const action = parse(readFileSync('media/action/action.yml', 'utf8')) as Action;
    const [step] = action.runs.steps;
    assert.ok(step?.run && step.env);
    const { run: script, env } = step;
    const defaults = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default]));
    const carriedOut = (repo: Repository, given: Record<string, string>, on = runner()) => {
      const inputs = Object.fromEntries(Object.entries({ ...defaults, ...given }).map(([k, v]) => [`inputs.${k}`, v]));
      return { on, ...on.run(script, repo.folder, env, inputs) };
    };

    it('declares what it uses, uses what it declares, and puts no input into a script', () => {
      assert.equal(action.runs.using, 'composite');
      assert.equal(step.shell, 'bash');
      assert.equal(defaults.version, version);
      const used = Object.values(env).flatMap((text) =>
        [...text.matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name),
      );
      assert.deepEqual([...used].sort(), Object.keys(action.inputs).sort());
      assert.doesNotMatch(script, /\$\{\{/);
      for (const name of Object.keys(env)) assert.match(script, new RegExp(`\\$\\{?${name}\\b`), name);
    });

    it('fails on a blocker, with summary, SARIF and plan outside of the checkout', () => {
      const repo = checkout();
      const on = runner();
      const [sarif, plan] = [path.join(on.temp, 'a.sarif'), path.join(on.temp, 'plan.md')];
      const { code, error } = carriedOut(
        repo,
        { base: 'origin/main', sarif, plan, comment: path.join(on.temp, 'none.md') },
        on,
      );
      assert.equal(code, 1, error);
      assert.match(on.summary(), /migration\/drop-table/);
      const { version: of, runs } = JSON.parse(readFileSync(sarif, 'utf8'));
      assert.equal(of, '2.1.0');
      assert.deepEqual(
        runs[0].results
          .map(({ ruleId }: { ruleId: string }) => ruleId)
          .filter((id: string) => id === 'migration/drop-table').length,
        1,
      );
      const comment = readFileSync(plan, 'utf8');
      assert.match(comment, /^<!-- rr:comment plan -->\n\*\*Verdict: NOT READY\*\* — 1 blocker/);
      assert.ok(comment.trimEnd().split('\n').length <= 60);
      isClean(repo);
    });

    it('takes the ticks of the comment along', () => {
      const repo = checkout();
      const on = runner();
      const plan = path.join(on.temp, 'plan.md');
      carriedOut(repo, { base: 'origin/main', plan, 'fail-on': 'never' }, on);
      const ticked = readFileSync(plan, 'utf8').replace(/- \[ \] (.*rr:s backup\/fresh)/, '- [x] $1');
      assert.match(ticked, /- \[x\]/);
      const comment = path.join(on.temp, 'comment.md');
      writeFileSync(comment, ticked);
      const { code } = carriedOut(repo, { base: 'origin/main', plan, comment, 'fail-on': 'never' }, on);
      assert.equal(code, 0);
      assert.equal(readFileSync(plan, 'utf8'), ticked);
    });

    it('is green when it is told to be, and where nothing is wrong', () => {
      const repo = checkout();
      assert.equal(carriedOut(repo, { base: 'origin/main', 'fail-on': 'never' }).code, 0);
      repo.commit({
        'migrations/0002_drop.sql': undefined,
        'migrations/0002_more.sql': 'CREATE TABLE more (id int PRIMARY KEY);\n',
      });
      assert.equal(carriedOut(repo, { base: 'origin/main' }).code, 0);
    });

    it('is 2 when there is nothing to compare with, and never green', () => {
      for (const more of [{}, { sarif: path.join(temporaryFolder(), 'a.sarif') }]) {
        const { code, error } = carriedOut(checkout(), { base: 'origin/gone', ...more });
        assert.equal(code, 2);
        assert.match(error, /origin\/gone/);
      }
    });
  });

  it('the workflow for GitHub writes SARIF where it uploads it from, and fails on a blocker', () => {
    const [text = ''] = recipes('GitHub Actions');
    const workflow = parse(text) as Workflow;
    assert.equal(workflow.permissions['security-events'], 'write');
    const { env, steps } = Object.values(workflow.jobs)[0] ?? assert.fail('no job');
    assert.equal(steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.with?.['fetch-depth'], 0);
    const repo = checkout();
    const on = runner();
    const codes = steps.flatMap(({ run }) => (run === undefined ? [] : [on.run(run, repo.folder, env).code]));
    assert.deepEqual(codes, [0, 1]);
    const upload = steps.find(({ uses }) => uses?.startsWith('github/codeql-action/upload-sarif@'));
    assert.deepEqual(Object.keys(upload?.with ?? {}).sort(), ['category', 'sarif_file']);
    assert.equal(JSON.parse(readFileSync(on.filled(String(upload?.with?.sarif_file)), 'utf8')).version, '2.1.0');
    assert.match(on.summary(), /migration\/drop-table/);
    isClean(repo);
  });

  it('the comment for GitHub is written once, and then anew with what people ticked', () => {
    const [workflow = '', text = ''] = recipes('GitHub Actions');
    const { env: job } = Object.values((parse(workflow) as Workflow).jobs)[0] ?? assert.fail('no job');
    const [step] = parse(text) as Step[];
    assert.ok(step?.run);
    const repo = checkout();
    const on = runner();
    const file = path.join(on.temp, 'comments.json');
    const comments = () => JSON.parse(readFileSync(file, 'utf8')) as { id: number; body: string }[];
    const write = () => on.run(step.run ?? '', repo.folder, { ...job, ...step.env });
    const first = write();
    assert.equal(first.code, 0, first.error);
    assert.equal(comments().length, 2);
    const [other, ours] = comments();
    assert.ok(other && ours);
    assert.match(ours.body, /^<!-- rr:comment plan -->/);
    const ticked = ours.body.replace(/- \[ \] (.*rr:s backup\/fresh)/, '- [x] $1');
    writeFileSync(file, JSON.stringify([other, { ...ours, body: ticked }]));
    repo.commit({ 'migrations/0003_more.sql': 'CREATE TABLE more (id int PRIMARY KEY);\n' });
    const second = write();
    assert.equal(second.code, 0, second.error);
    assert.equal(comments().length, 2);
    assert.match(comments()[1]?.body ?? '', /- \[x\] .*rr:s backup\/fresh/);
    assert.match(comments()[1]?.body ?? '', /0003_more/);
    isClean(repo);
  });

  it('the job for GitLab fails on a blocker', () => {
    const [text = ''] = recipes('GitLab');
    const job = (parse(text) as Gitlab)['release-readiness'];
    assert.equal(job.variables.GIT_DEPTH, '0');
    const repo = checkout();
    const base = repo.git('merge-base', 'origin/main', 'HEAD');
    const on = runner();
    const { code, out } = on.run(job.script.join('\n'), repo.folder, { CI_MERGE_REQUEST_DIFF_BASE_SHA: base });
    assert.equal(code, 1);
    assert.match(out, /NOT READY/);
    isClean(repo);
  });
});

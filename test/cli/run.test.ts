import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { readArguments, readTime } from '../../src/cli/args';
import { progress } from '../../src/cli/terminal';
import { writeWhole } from '../../src/cli/writeWhole';
import { rules } from '../../src/rules';
import { version } from '../../src/version';
import { cli } from '../support/cli';
import { put, repository, temporaryFolder } from '../support/repository';

const shop = ['test/fixtures/shop/head', '--base-dir', 'test/fixtures/shop/base'];
const validReport: { (value: object): boolean; errors?: unknown } = new Ajv({
  strict: true,
  strictTypes: false,
}).compile(JSON.parse(readFileSync('media/report.schema.json', 'utf8')));

describe('cli: arguments', () => {
  const refused = (...argv: string[]) => {
    const args = readArguments(argv);
    assert.equal(typeof args, 'string', `understood: ${argv.join(' ')}`);
    return String(args);
  };

  it('says what is wrong with a command line', () => {
    assert.match(refused('reviw'), /no command "reviw"/);
    assert.match(refused('review', '--scop', 'all'), /--scop/);
    assert.match(refused('review', '--scope', 'some'), /--scope must be one of introduced, all/);
    assert.match(refused('review', '--fail-on', 'error'), /blocker, warning, note, never/);
    assert.match(refused('review', '--format', 'xml'), /text, json, markdown, html, sarif/);
    assert.match(refused('review', '--base'), /--base/);
    assert.match(refused('review', '--base=-x'), /needs a branch/);
    assert.match(refused('review', '--base', 'a', '--base-dir', 'b'), /exclude each other/);
    assert.match(refused('review', '--output', ''), /--output needs a file/);
    assert.match(refused('review', '--base-dir='), /--base-dir needs a folder/);
    assert.match(refused('plan', '--write='), /--write needs a file/);
    assert.match(refused('review', 'a', 'b'), /"b" is too many/);
    assert.match(refused('plan', '--fail-on', 'note'), /--fail-on/);
  });

  it('reads a flag whose value may be left out', () => {
    const write = (...argv: string[]) => (readArguments(argv) as { flags: Record<string, unknown> }).flags.write;
    assert.equal(write('plan', '--write', 'folder'), true);
    assert.equal(write('plan', '--write', 'a.md', 'folder'), 'a.md');
    assert.equal(write('plan', '--write=b'), 'b');
    assert.equal(write('plan'), undefined);
  });

  it('reads times, in UTC unless they name a zone', () => {
    assert.equal(readTime('2026-03-02')?.toISOString(), '2026-03-02T00:00:00.000Z');
    assert.equal(readTime('2026-03-02T09:30')?.toISOString(), '2026-03-02T09:30:00.000Z');
    assert.equal(readTime('2026-03-02T09:30+02:00')?.toISOString(), '2026-03-02T07:30:00.000Z');
    for (const text of ['tomorrow', '2026-13-40', '09:30', '']) assert.equal(readTime(text), undefined);
  });
});

describe('cli: what it says, and where', () => {
  it('prints the version and help on standard output, and help on standard error where a command is missing', async () => {
    assert.deepEqual(await cli(['--version']), { code: 0, out: `${version}\n`, error: '' });
    const help = await cli(['--help']);
    assert.deepEqual([help.code, help.error], [0, '']);
    for (const command of ['review', 'plan', 'rehearse', 'init', 'explain', 'verify-plan']) {
      assert.ok(help.out.includes(command));
      assert.match((await cli([command, '--help'])).out, new RegExp(`^release-readiness ${command}`));
    }
    const none = await cli([]);
    assert.deepEqual([none.code, none.out], [2, '']);
    assert.match(none.error, /review/);
  });

  it('answers usage with 2, and says it on standard error', async () => {
    for (const argv of [
      ['nonsense'],
      ['review', '--nonsense'],
      ['review', '--now', 'soon'],
      ['review', '/does/not/exist'],
      ['explain'],
    ]) {
      const { code, out, error } = await cli(argv);
      assert.deepEqual([code, out], [2, ''], argv.join(' '));
      assert.match(error, /^release-readiness: /);
    }
  });

  it('says that rehearsing is not in this version', async () => {
    const { code, error } = await cli(['rehearse', shop[0] ?? '']);
    assert.equal(code, 2);
    assert.match(error, /not available in this version/);
  });

  it('reviews the example in every format, the same twice', async () => {
    for (const format of ['text', 'json', 'markdown', 'html', 'sarif']) {
      const first = await cli(['review', ...shop, '--format', format, '--scope', 'all']);
      assert.ok(first.out.length > 100, format);
      assert.deepEqual(await cli(['review', ...shop, '--format', format, '--scope', 'all']), first);
    }
    const report = JSON.parse((await cli(['review', ...shop, '--format', 'json'])).out);
    assert.ok(validReport(report), JSON.stringify(validReport.errors));
    assert.equal(report.compared.base, 'test/fixtures/shop/base');
    assert.match(report.compared.policy, /^sha256:/);
  });

  it('writes to a file instead', async () => {
    const folder = temporaryFolder();
    const answered = await cli(
      [
        'review',
        ...shop.map((s) => (s.startsWith('-') ? s : path.resolve(s))),
        '--format',
        'json',
        '--output',
        'out/report.json',
      ],
      folder,
    );
    assert.equal(answered.out, '');
    assert.ok(validReport(JSON.parse(readFileSync(path.join(folder, 'out', 'report.json'), 'utf8'))));
    assert.equal((await cli(['review', ...shop, '--output', 'package.json/x'])).code, 2);
    assert.deepEqual(readdirSync(path.join(folder, 'out')), ['report.json']);
  });

  it('writes a file in one piece, and through a link to where it leads', () => {
    const folder = temporaryFolder({ 'old.txt': 'old', 'target.txt': 'old' });
    const at = (name: string) => path.join(folder, name);
    const open = openSync(at('old.txt'), 'r');
    writeWhole(at('old.txt'), 'new');
    // Whoever reads meanwhile has the old text to its end.
    assert.equal(readFileSync(open, 'utf8'), 'old');
    closeSync(open);
    symlinkSync('target.txt', at('link.txt'));
    writeWhole(at('link.txt'), 'new');
    assert.deepEqual([readFileSync(at('old.txt'), 'utf8'), readFileSync(at('target.txt'), 'utf8')], ['new', 'new']);
    assert.throws(() => writeWhole(folder, 'new'), /EISDIR/);
    assert.deepEqual(readdirSync(folder).sort(), ['link.txt', 'old.txt', 'target.txt']);
  });

  it('colours only a terminal that wants colour', async () => {
    const coloured = async (more: Parameters<typeof cli>[2], ...flags: string[]) =>
      (await cli(['review', ...shop, ...flags], process.cwd(), more)).out.includes('\u001b[');
    assert.equal(await coloured({ tty: true }), true);
    assert.equal(await coloured({}), false);
    assert.equal(await coloured({ tty: true, env: { NO_COLOR: '1' } }), false);
    assert.equal(await coloured({ tty: true, env: { TERM: 'dumb' } }), false);
    assert.equal(await coloured({ tty: true }, '--no-color'), false);
    assert.equal(await coloured({ tty: true, env: { NO_COLOR: '', FORCE_COLOR: '' } }), true);
    assert.equal(await coloured({ env: { FORCE_COLOR: '1' } }), true);
    assert.equal(await coloured({ tty: true, env: { FORCE_COLOR: '0' } }), false);
    assert.equal(await coloured({ env: { FORCE_COLOR: '1', NO_COLOR: '1' } }), false);
    assert.equal(await coloured({ env: { FORCE_COLOR: '1' } }, '--no-color'), false);
  });

  it('shows progress only on a terminal, and only after a second', () => {
    let now = 0;
    const written: string[] = [];
    const terminal = {
      cwd: '',
      out: { write: () => 0 },
      error: { write: (t: string) => written.push(t), isTTY: true },
      env: {},
      now: new Date(0),
    };
    const bar = progress(terminal, () => now);
    bar.show('early');
    now = 1500;
    bar.show('late');
    now = 1510;
    bar.show('too soon');
    bar.end();
    assert.deepEqual(written, ['\r\u001b[Klate', '\r\u001b[K']);
    const quiet = progress({ ...terminal, error: { write: () => assert.fail(), isTTY: false } }, () => now);
    now = 9000;
    quiet.show('nobody looks');
    quiet.end();
  });
});

describe('cli: repositories', () => {
  it('without git has no base: everything is shown and nothing fails', async () => {
    const folder = temporaryFolder({ 'package.json': '{"name":"a"}' });
    const { code, out } = await cli(['review', '--format', 'json'], folder);
    const report = JSON.parse(out);
    assert.deepEqual([code, report.summary.verdict, report.compared.base], [0, 'no-base', null]);
    assert.match(report.summary.notes.join(), /not a git repository/);
    assert.equal((await cli(['review', '--base', 'main'], folder)).code, 2);
    assert.equal((await cli(['review', '--head', 'main'], folder)).code, 2);
    assert.equal(
      JSON.parse((await cli(['review', '--base', 'empty', '--format', 'json'], folder)).out).summary.verdict,
      'ready',
    );
  });

  it('without a commit has no base either', async () => {
    const repo = repository();
    repo.write({ 'a.ts': 'a' });
    const { code, out } = await cli(['review'], repo.folder);
    assert.equal(code, 0);
    assert.match(out, /NO BASE/);
    assert.match(out, /no commit yet/);
  });

  it('suggests the flag and the command that were meant, and nothing far-fetched', async () => {
    const { folder } = repository();
    const flag = await cli(['review', '--fromat', 'json'], folder);
    assert.equal(flag.code, 2);
    assert.match(flag.error, /'--fromat'\. Did you mean --format\?/);
    assert.match((await cli(['reveiw'], folder)).error, /Did you mean "review"\?/);
    assert.doesNotMatch((await cli(['review', '--frobnicate'], folder)).error, /Did you mean/);
  });

  it('on the default branch with a clean tree says that nothing changed', async () => {
    const repo = repository();
    repo.commit({ 'a.ts': 'a' });
    const { code, out } = await cli(['review'], repo.folder);
    assert.equal(code, 0);
    assert.match(out, /READY {2}Nothing changed against main \([0-9a-f]{7}\); 0 existing findings\./);
    assert.match(out, /merged since the last release:\s+--base\s+<tag or commit>/);
    repo.git('tag', 'v1.4.0');
    repo.commit({ 'b.ts': 'b' });
    repo.git('tag', 'v1.5.0');
    const tagged = await cli(['review'], repo.folder);
    assert.match(tagged.out, /--base\s+v1\.4\.0\./, 'the tag of head itself would compare it with itself again');
    assert.doesNotMatch((await cli(['review', '--base', 'v1.4.0'], repo.folder)).out, /since the last release/);
  });

  it('without a merge base exits with 2, not with a false green', async () => {
    const repo = repository();
    repo.commit({ 'a.ts': 'a' });
    repo.git('checkout', '--quiet', '--orphan', 'other');
    repo.commit({ 'b.ts': 'b' });
    const { code, out, error } = await cli(['review'], repo.folder);
    assert.deepEqual([code, out], [2, '']);
    assert.match(error, /no common history/);
    assert.equal((await cli(['review', '--base', 'empty'], repo.folder)).code, 0);
    assert.equal((await cli(['review', '--base', 'nowhere'], repo.folder)).code, 2);
  });

  it('names problems of the policy and goes on with the rest', async () => {
    const repo = repository();
    repo.commit({ '.release-readiness.yaml': 'version: 1\nrulez: {}\nexclude: [skipped]\n', 'skipped/a.ts': 'a' });
    const { code, out, error } = await cli(['review', '--format', 'json'], repo.folder);
    assert.equal(code, 0);
    assert.match(error, /\.release-readiness\.yaml:2:1: "rulez" is not known here/);
    const report = JSON.parse(out);
    assert.deepEqual(
      report.unread.map((u: { reason: string }) => u.reason),
      ['"rulez" is not known here'],
    );
    assert.equal(report.summary.excludedFiles, 1);
    assert.equal((await cli(['review', '--policy', 'missing.yaml'], repo.folder)).code, 2);
  });

  it('names a policy that is too long to be read', async () => {
    const folder = temporaryFolder({ '.release-readiness.yaml': `version: 1\n#${'x'.repeat(1024 * 1024)}\n` });
    const { error } = await cli(['review'], folder);
    assert.match(error, /\.release-readiness\.yaml:1:1: longer than 1024 KB/);
  });

  it('takes the policy of the revision under review', async () => {
    const repo = repository();
    repo.commit({ '.release-readiness.yaml': 'version: 1\nwrong: 1\n' });
    repo.git('tag', 'v1');
    repo.commit({ '.release-readiness.yaml': 'version: 1\n' });
    assert.match((await cli(['review', '--head', 'v1', '--base', 'empty'], repo.folder)).error, /"wrong"/);
    assert.equal((await cli(['review', '--head', 'HEAD', '--base', 'v1'], repo.folder)).error, '');
  });

  it('knows no service that is not there', async () => {
    const { code, error } = await cli(['review', ...shop, '--service', 'nobody']);
    assert.equal(code, 2);
    assert.match(error, /no service "nobody"/);
    const plan = await cli(['plan', ...shop, '--service', 'nobody']);
    assert.equal(plan.code, 2);
    assert.equal(plan.error, error);
    assert.equal(plan.out, '');
  });
});

describe('cli: exit codes', () => {
  const migrations = {
    'package.json': '{"name":"shop","dependencies":{"pg":"8.0.0"},"devDependencies":{"dbmate":"2.0.0"}}',
    'db/migrations/20260101000000_users.sql':
      '-- migrate:up\nCREATE TABLE users (id bigint PRIMARY KEY, email text);\n-- migrate:down\nDROP TABLE users;\n',
    'src/users.ts':
      "import { Pool } from 'pg';\nconst pool = new Pool();\nexport const all = () => pool.query('SELECT id, email FROM users');\n",
  };
  const drop = (before = '') => ({
    'db/migrations/20260102000000_drop.sql': `-- migrate:up\n${before}ALTER TABLE users DROP COLUMN email;\n-- migrate:down\nALTER TABLE users ADD COLUMN email text;\n`,
  });
  const rule = 'migration/dropped-object-still-used';

  it('are 1 for a blocker that the change introduces, and 0 where it is accepted, switched off or old', async () => {
    const repo = repository();
    repo.commit(migrations);
    repo.git('checkout', '--quiet', '-b', 'work');
    repo.commit(drop());
    const { code, out } = await cli(['review', '--format', 'json'], repo.folder);
    const report = JSON.parse(out);
    assert.equal(code, 1);
    assert.equal(report.summary.verdict, 'not-ready');
    const finding = report.findings.find((f: { rule: string }) => f.rule === rule);
    assert.equal(finding.status, 'introduced');
    assert.match(finding.what, /users\.email/);
    assert.equal(finding.evidence[0].at.file, 'src/users.ts');
    assert.equal((await cli(['review', '--fail-on', 'never'], repo.folder)).code, 0);

    const explained = await cli(['explain', finding.key], repo.folder);
    assert.equal(explained.code, 0);
    const inPlan = `${rule}/${finding.key.replace(/\s+/g, '/')}`;
    assert.ok((await cli(['plan'], repo.folder)).out.includes(`<!-- rr:i ${inPlan} -->`));
    for (const name of [inPlan, `${rule}/${finding.key}`, `${rule} ${finding.key}`])
      assert.equal((await cli(['explain', name], repo.folder)).out, explained.out);
    assert.match(explained.out, /3 \| export const all = \(\) => pool\.query\('SELECT id, email FROM users'\);/);

    repo.write({
      '.release-readiness.yaml': `version: 1\nrules:\n  migration/*: off\n  infrastructure/*: off\n  rollback/*: off\n`,
    });
    assert.equal((await cli(['review'], repo.folder)).code, 0);
    repo.write({ '.release-readiness.yaml': undefined });

    repo.write(drop(`-- release-readiness: allow ${rule} because nobody has read it for a year\n`));
    const accepted = JSON.parse((await cli(['review', '--format', 'json', '--scope', 'all'], repo.folder)).out);
    const same = accepted.findings.find((f: { rule: string }) => f.rule === rule);
    assert.equal(same.key, finding.key, 'the fingerprint survives a moved line');
    assert.equal(same.suppressed.reason, 'nobody has read it for a year');

    repo.git('checkout', '--quiet', '--', '.');
    repo.git('checkout', '--quiet', 'main');
    repo.git('merge', '--quiet', 'work');
    const merged = await cli(['review', '--format', 'json'], repo.folder);
    assert.equal(merged.code, 0);
  });

  it('fail on less where that is asked for', async () => {
    const repo = repository();
    repo.commit(migrations);
    repo.git('checkout', '--quiet', '-b', 'work');
    repo.commit(drop());
    repo.write({
      '.release-readiness.yaml': `version: 1\nrules:\n  ${rule}: note\n  rollback/*: off\n  migration/drop-column: off\n`,
    });
    assert.equal((await cli(['review'], repo.folder)).code, 0);
    assert.equal((await cli(['review', '--fail-on', 'note'], repo.folder)).code, 1);
  });
});

describe('cli: policies of packages', () => {
  it('replace sections of the root for their own service', async () => {
    const service = (name: string) => ({
      [`packages/${name}/package.json`]: `{"name":"${name}","scripts":{"start":"node dist/main.js"},"dependencies":{"axios":"1.7.0","express":"5.0.0"}}`,
      [`packages/${name}/src/main.ts`]: `import axios from 'axios';\nimport express from 'express';\nconst app = express();\napp.get('/', async (_req, res) => {\n  const { data } = await axios.get('https://${name}.vendor.example/x');\n  res.json(data);\n});\napp.listen(8080);\n`,
    });
    const folder = temporaryFolder({
      'package.json': '{"name":"root","private":true,"workspaces":["packages/*"]}',
      ...service('one'),
      ...service('two'),
      '.release-readiness.yaml': 'version: 1\nrules: { dependency/missing-timeout: blocker }\n',
      'packages/two/.release-readiness.yaml':
        'version: 1\nrules: { dependency/missing-timeout: note }\nexclude: ["**"]\n',
    });
    const report = JSON.parse((await cli(['review', '--base', 'empty', '--format', 'json'], folder)).out);
    assert.deepEqual(
      report.findings
        .filter((f: { rule: string }) => f.rule === 'dependency/missing-timeout')
        .map((f: { at: { file: string }; severity: string }) => `${f.severity} ${f.at.file}`),
      ['blocker packages/one/src/main.ts', 'note packages/two/src/main.ts'],
    );
  });
});

describe('cli: explain', () => {
  it('lists the rules and prints a page', async () => {
    const list = await cli(['explain', '--list']);
    for (const { id } of rules) assert.ok(list.out.includes(id));
    const [first] = rules;
    if (first) assert.match((await cli(['explain', first.id])).out, new RegExp(`^# .+\\n\\n\`${first.id}\``));
  });

  it('helps where a name is wrong', async () => {
    const [first] = rules;
    if (!first) return;
    const { code, error } = await cli(['explain', `${first.id}s`, temporaryFolder()]);
    assert.equal(code, 2);
    assert.match(error, new RegExp(`did you mean "${first.id}"\\? No finding here has that key\\.`));
    const ask = async (name: string) => (await cli(['explain', name, temporaryFolder()])).error.trim();
    assert.equal(
      await ask('missing-flag'),
      'release-readiness: There is no rule "missing-flag"; did you mean "rollout/missing-flag"? No finding here has that key.',
    );
    assert.equal(
      await ask('rollout/nothing-like-it'),
      'release-readiness: There is no rule "rollout/nothing-like-it", and no finding here has that key.',
    );
    assert.match(await ask('column phone'), /No finding here has the key "column phone"\. A key is shown in/);
  });
});

describe('cli: what a tree may hold', () => {
  it('reads round what is too long, broken, binary, a link or in another encoding, and says so', async () => {
    const sql = (name: string) => `db/migrations/${name}.sql`;
    const folder = temporaryFolder({
      'src/long.ts': 'export const a = process.env.A;\n'.repeat(10_000),
      'src/broken.ts': 'export const a = process.env.A ((((`${',
      'deploy/app.yaml': 'apiVersion: apps/v1\nkind: Deployment\n  bad: [\n',
      [sql('20260101000000_broken')]: "ALTER TABL users DROP; $x$ SELECT ';",
      'compose.yaml': `services:\n  a: ${'['.repeat(3000)}\n`,
      'src/nested.ts': `export const a = process.env.A; const b = ${'['.repeat(20_000)}${']'.repeat(20_000)};\n`,
      'src/deep.ts': `fetch(${'('.repeat(4000)}${')'.repeat(4000)});\n`,
      CODEOWNERS: `${'**/'.repeat(3000)}a @x\n`,
      '.release-readiness.yaml': `version: 1\nexclude: ["${'*a'.repeat(300)}b", "${'(a+)+'.repeat(20)}"]\n`,
    });
    const at = (file: string) => path.join(folder, file);
    writeFileSync(at('src/latin.ts'), Buffer.from([...Buffer.from('export const b = process.env.B; // '), 0xe9, 0xff]));
    writeFileSync(at('src/binary.ts'), Buffer.from([0x61, 0, 0x62, 0xff]));
    writeFileSync(at('src/wide.ts'), Buffer.from('\ufeffexport const a = 1;', 'utf16le'));
    symlinkSync('..', at('src/up'));
    symlinkSync('self', at('src/self'));
    symlinkSync('/etc/hostname', at('src/outside.ts'));
    symlinkSync('nowhere.ts', at('src/dangling.ts'));
    const answered = await cli(['review', '--format', 'json'], folder);
    assert.equal(answered.code, 0, answered.error);
    const unread: { at: { file: string }; reason: string }[] = JSON.parse(answered.out).unread;
    assert.deepEqual(
      [...new Set(unread.map(({ at: place }) => place.file))],
      [
        'compose.yaml',
        'db/migrations/20260101000000_broken.sql',
        'deploy/app.yaml',
        'src/binary.ts',
        'src/broken.ts',
        'src/dangling.ts',
        'src/long.ts',
        'src/nested.ts',
        'src/outside.ts',
        'src/wide.ts',
      ],
    );
    const told = unread.map(({ at: place, reason }) => `${JSON.stringify(place)} ${reason}`);
    assert.equal(new Set(told).size, told.length, 'told once each');
  });
});

describe('cli: texts made to be slow', () => {
  it('reads long runs of one character in the time of their length', async function () {
    this.timeout(30_000);
    const long = (char: string) => char.repeat(150_000 / char.length);
    const folder = temporaryFolder({
      'deploy/lines.yaml': `kind: Deployment\n${long('\n')}a: b\n`,
      'deploy/spaces.yaml': `kind: Deployment\na: |\n${long(' ')}b\n`,
      'prisma/schema.prisma': `model A {\n  id Int @id ${long(' \n')}\n}\n`,
      'deploy/main.tf': `locals {}\n${long('\n')}`,
      'db/migrations/20260101000000_a.sql': `SELECT 1;\n${long('\n')}`,
      ...Object.fromEntries(['{', '${', '$('].map((open, i) => [`${i}/.env.production`, `A=${long(open)}\n`])),
      Dockerfile: `FROM node:22\nENV A=${long('{')}\n`,
    });
    const started = performance.now();
    const { code, error } = await cli(['review'], folder);
    assert.equal(code, 0, error);
    assert.ok(performance.now() - started < 15_000, `${Math.round(performance.now() - started)} ms`);
  });
});

describe('cli: as a program', () => {
  const program = (args: string[], cwd: string) =>
    spawnSync(process.execPath, [path.resolve('dist', 'cli.js'), ...args], { cwd, encoding: 'utf8' });

  it('ends with 130 when it is interrupted', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 3000 }, (_, i) => [`src/f${i}.ts`, `export const a${i} = process.env.A${i};\n`]),
    );
    const folder = temporaryFolder(many);
    const child = spawn(process.execPath, [path.resolve('dist', 'cli.js'), 'review'], { cwd: folder, stdio: 'ignore' });
    // The system ends it, which a shell reports as 130.
    const ended = new Promise<number | string | null>((resolve) =>
      child.once('exit', (code, signal) => resolve(signal === 'SIGINT' ? 130 : code)),
    );
    await new Promise((resolve) => setTimeout(resolve, 400));
    child.kill('SIGINT');
    assert.equal(await ended, 130);
  });

  it('answers with its exit code, from dist alone', () => {
    assert.ok(existsSync('dist/cli.js'), 'build first');
    const folder = temporaryFolder({
      'a.sql': 'SELECT 1;',
      'b.yaml': 'a: 1',
      '.release-readiness.yaml': 'version: 1\nexclude: [b.yaml]\n',
    });
    put(folder, { '.gitattributes': '*.sql linguist-generated\n' });
    const good = program(['review', '--format', 'json'], folder);
    assert.equal(good.status, 0, good.stderr);
    assert.ok(validReport(JSON.parse(good.stdout)));
    assert.equal(program(['review', '--x'], folder).status, 2);
    assert.match(program(['--version'], folder).stdout, /^\d+\.\d+\.\d+\n$/);
  });
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { api, eventually, findings, read, repository, revert, type } from './support';

interface Told {
  findings: unknown[];
  checklist: unknown[];
  unread: unknown[];
  suppressions: unknown[];
}

/** All that a report says of the files; how the two sides are called differs. */
const told = (text: string): Told => {
  const { findings, checklist, unread, suppressions } = JSON.parse(text) as Told;
  return { findings, checklist, unread, suppressions };
};

function terminal(...args: string[]): string {
  const extension = vscode.extensions.getExtension('release-readiness.release-readiness');
  assert.ok(extension);
  return execFileSync(process.execPath, [path.join(extension.extensionPath, 'dist', 'cli.js'), ...args], {
    encoding: 'utf8',
  });
}

function reviewInTerminal(folder: string): Told {
  try {
    return told(terminal('review', folder, '--format', 'json'));
  } catch (error) {
    // 1: the answer is no.
    return told((error as { stdout: string }).stdout);
  }
}

describe('the editor and the command line', function () {
  this.timeout(180_000);

  it('answer the same for the same folder', async () => {
    const repo = await repository();
    const { engine } = await api();
    const inEditor = told(await engine.ask('report', { root: repo.root.toString(), format: 'json' }));
    assert.ok(inEditor.findings.length > 5, `${inEditor.findings.length} findings`);
    assert.deepEqual(inEditor, reviewInTerminal(repo.root.fsPath));
  });

  it('write the same plan for the same folder: lines counted, head named, everything', async () => {
    const exports = await api();
    const repo = await repository();
    const now = '2026-11-23T09:00:00.000Z';
    const inTerminal = () => terminal('plan', repo.root.fsPath, '--now', now);
    const inEditor = async () => {
      await repo.review();
      const answer = await exports.engine.ask('plan', { root: repo.root.toString(), file: 'plan.md', now });
      return 'text' in answer ? answer.text : assert.fail(answer.refused);
    };
    const plan = await inEditor();
    assert.match(plan, / head=[0-9a-f]{7} /);
    assert.match(plan, /Risk: shape \d+\/15/);
    assert.deepEqual(plan.split('\n'), inTerminal().split('\n'));
    // Neither a file that no rule reads, nor an edit of one that had changed before, is lost.
    const file = path.join(repo.root.fsPath, 'src/customers/routes.ts');
    const before = readFileSync(file, 'utf8');
    try {
      writeFileSync(path.join(repo.root.fsPath, 'notes.txt'), 'one\ntwo\nthree\n');
      writeFileSync(file, `${before}// one\n// two\n`);
      const again = await inEditor();
      assert.notEqual(again, plan);
      assert.deepEqual(again.split('\n'), inTerminal().split('\n'));
    } finally {
      rmSync(path.join(repo.root.fsPath, 'notes.txt'));
      writeFileSync(file, before);
      await repo.review();
    }
  });

  it('agree on tracked files in folders of build output, on ignored ones, and on a tag to compare with', async () => {
    const exports = await api();
    const repo = await repository();
    const root = repo.root.fsPath;
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], { cwd: root });
    const write = (file: string, text: string) => {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    };
    const call = "export const call = () => fetch('https://api.parcels.example/v1/labels');\n";
    const policy = await read('.release-readiness.yaml');
    const ignore = path.join(root, '.git', 'info', 'exclude');
    const ignored = readFileSync(ignore, 'utf8');
    git('tag', 'v1.9.0', 'main');
    git('tag', 'v1.10.0', 'main');
    try {
      write('vendor/parcels.ts', call);
      write('out/Dockerfile', 'FROM node:22\nENV PAYMENT_API_KEY=q8Zr1vXe7TnB4kLm0Ys2\n');
      write('src/local/mine.ts', call);
      git('add', 'out/Dockerfile', 'vendor/parcels.ts');
      writeFileSync(ignore, `${ignored}\nsrc/local/\n`);
      write('.release-readiness.yaml', `compare_with: v1.*\n${policy.replace(/^compare_with:.*\n/m, '')}`);
      await repo.review();
      await exports.settled();
      const inEditor = told(await exports.engine.ask('report', { root: repo.root.toString(), format: 'json' }));
      assert.deepEqual(inEditor, reviewInTerminal(root));
      assert.equal(repo.state.is === 'reviewed' && repo.state.baseName?.split(' ')[0], 'v1.10.0');
      const files = findings(repo).map((f) => f.at.file);
      assert.ok(files.includes('out/Dockerfile'), 'a tracked file of out/ is not reviewed');
      write('src/local/mine.ts', `${call}// again\n`);
      await type('src/local/mine.ts', (text) => `${text}// and again\n`);
      await exports.settled();
      assert.ok(!findings(repo).some((f) => f.at.file === 'src/local/mine.ts'), 'an ignored file is reviewed');
    } finally {
      await revert('src/local/mine.ts').catch(() => undefined);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      writeFileSync(ignore, ignored);
      write('.release-readiness.yaml', policy);
      git('rm', '-q', '--cached', 'out/Dockerfile', 'vendor/parcels.ts');
      for (const folder of ['out', 'vendor', 'src/local'])
        rmSync(path.join(root, folder), { recursive: true, force: true });
      git('tag', '-d', 'v1.9.0', 'v1.10.0');
      await repo.review();
    }
  });

  it('both leave out what the policy excludes, at once', async () => {
    const exports = await api();
    const repo = await repository();
    assert.ok(findings(repo).some((f) => f.at.file.startsWith('src/shipping/')));
    await type('.release-readiness.yaml', (text) => `${text}\nexclude: ["src/shipping/**"]\n`);
    await exports.settled();
    assert.ok(!findings(repo).some((f) => f.at.file.startsWith('src/shipping/')));
    await type(
      'src/shipping/carrier.ts',
      (text) => `${text}\nexport const again = () => fetch('https://other.example.net');\n`,
    );
    await exports.settled();
    assert.ok(
      !findings(repo).some((f) => f.at.file.startsWith('src/shipping/')),
      'an edit of an excluded file is reviewed',
    );
    await revert('src/shipping/carrier.ts');
    await revert('.release-readiness.yaml');
    await exports.settled();
    await eventually(() => findings(repo).some((f) => f.at.file.startsWith('src/shipping/')), 'the findings again');
  });

  it('typing and undoing leaves no trace', async () => {
    const exports = await api();
    const repo = await repository();
    const before = JSON.stringify(findings(repo));
    await type('src/customers/routes.ts', (text) => `${text}// a word\n`);
    await exports.settled();
    await type('src/customers/routes.ts', (text) => text.replace(/\/\/ a word\n$/, ''));
    await exports.settled();
    assert.equal(JSON.stringify(findings(repo)), before);
    await revert('src/customers/routes.ts');
  });
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import * as vscode from 'vscode';
import { api, eventually, findings, repository, revert, type } from './support';

interface Told {
  rule: string;
  key: string;
  severity: string;
  status: string;
  at: unknown;
}

const told = (text: string): string[] =>
  (JSON.parse(text) as { findings: Told[] }).findings.map((f) =>
    JSON.stringify([f.rule, f.key, f.severity, f.status, f.at]),
  );

describe('the editor and the command line', function () {
  this.timeout(180_000);

  it('answer the same for the same folder', async () => {
    const repo = await repository();
    const { engine } = await api();
    const inEditor = told(await engine.ask('report', { root: repo.root.toString(), format: 'json' }));
    const extension = vscode.extensions.getExtension('release-readiness.release-readiness');
    assert.ok(extension);
    const cli = path.join(extension.extensionPath, 'dist', 'cli.js');
    let out: string;
    try {
      out = execFileSync(process.execPath, [cli, 'review', repo.root.fsPath, '--format', 'json'], { encoding: 'utf8' });
    } catch (error) {
      // 1: the answer is no.
      out = (error as { stdout: string }).stdout;
    }
    assert.ok(inEditor.length > 5, `${inEditor.length} findings`);
    assert.deepEqual(inEditor, told(out));
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

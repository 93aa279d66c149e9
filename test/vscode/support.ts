import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Finding } from '../../src/core/finding';
import type { Api } from '../../src/vscode/extension';
import type { Node } from '../../src/vscode/readinessNodes';
import type { Repository } from '../../src/vscode/repository';

/** The extension's exports, activated. */
export async function api(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>('release-readiness.release-readiness');
  assert.ok(extension, 'the extension is not installed');
  return extension.activate();
}

/** The one repository of the test workspace, reviewed and up to date. */
export async function repository(): Promise<Repository> {
  const exports = await api();
  await exports.settled();
  const [only] = exports.repositories();
  assert.ok(only, 'no repository was found');
  return only;
}

export function findings(of: Repository): Finding[] {
  assert.equal(of.state.is, 'reviewed', JSON.stringify(of.state));
  return of.state.is === 'reviewed' ? of.state.reviewed.review.findings : [];
}

export function fileUri(path: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Codes of our diagnostics in a file. */
export function codes(path: string): string[] {
  return vscode.languages
    .getDiagnostics(fileUri(path))
    .filter((d) => d.source === 'release-readiness')
    .map((d) => (typeof d.code === 'object' ? String(d.code.value) : String(d.code)));
}

export function diagnostic(path: string, rule: string): vscode.Diagnostic {
  const found = vscode.languages
    .getDiagnostics(fileUri(path))
    .find((d) => typeof d.code === 'object' && d.code.value === rule);
  assert.ok(found, `${rule} is not shown in ${path}; there are: ${codes(path).join(', ') || 'none'}`);
  return found;
}

export async function read(path: string): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(fileUri(path)));
}

/** Replaces a file's text in its buffer, without saving; the test puts it back with `revert`. */
export async function type(path: string, change: (text: string) => string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(fileUri(path));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), change(document.getText()));
  assert.ok(await vscode.workspace.applyEdit(edit));
  return document;
}

export async function revert(path: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(fileUri(path));
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}

export function flat(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => [node, ...flat(node.children ?? [])]);
}

/** Waits until `test` gives something, at most `ms`. */
export async function eventually<T>(
  test: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
  ms = 60_000,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const value = await test();
    if (value) return value;
    if (Date.now() > end) assert.fail(`not within ${ms} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

import * as vscode from 'vscode';
import type { Finding } from '../core/finding';
import { acceptanceFor } from './codeActions';
import { ReleaseDiagnostic } from './diagnostics';
import type { Node } from './readinessNodes';
import type { Engine, Repository } from './repository';

export const ruleScheme = 'release-readiness-rule';
export const reportScheme = 'release-readiness-report';

export interface Target {
  finding: Finding;
  root: string;
}

interface Context {
  engine: Engine;
  repositories: () => readonly Repository[];
  /** Resolves the repository a command is about, asking when there are several. */
  choose: () => Promise<Repository | undefined>;
}

/** Rule pages, read-only, shown through the built-in Markdown preview. */
export function rulePages(engine: Engine): vscode.TextDocumentContentProvider {
  return {
    async provideTextDocumentContent(uri) {
      const rule = uri.path.replace(/^\/|\.md$/g, '');
      return (await engine.ask('explain', { rule })) ?? `# ${rule}\n\nThere is no rule of this name.`;
    },
  };
}

export async function explain(engine: Engine, argument: unknown): Promise<void> {
  const rule =
    typeof argument === 'string'
      ? argument
      : ((argument as Node | undefined)?.finding?.finding.rule ?? (await pickRule(engine)));
  if (!rule) return;
  await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.parse(`${ruleScheme}:/${rule}.md`));
}

async function pickRule(engine: Engine): Promise<string | undefined> {
  const rules = await engine.ask('rules', {});
  const picked = await vscode.window.showQuickPick(
    rules.map((r) => ({ label: r.id, description: r.title })),
    { placeHolder: 'Rule to explain', matchOnDescription: true },
  );
  return picked?.label;
}

/** The finding that a command is about: an argument of ours, a tree node, or the diagnostic under the cursor. */
export function targetOf(argument: unknown): Target | undefined {
  const node = argument as Partial<Node & Target> | undefined;
  if (node?.finding && 'finding' in node.finding)
    return { finding: node.finding.finding, root: node.finding.root.toString() };
  if (node?.finding && typeof node.root === 'string')
    return { finding: node.finding as unknown as Finding, root: node.root };
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const at = editor.selection.active;
  const hit = vscode.languages
    .getDiagnostics(editor.document.uri)
    .find((d): d is ReleaseDiagnostic => d instanceof ReleaseDiagnostic && d.range.contains(at));
  return hit && { finding: hit.finding, root: hit.root.toString() };
}

/**
 * Writes the acceptance comment above the finding. The reason is mandatory: with `reason` it is written at once,
 * otherwise the cursor waits at its place.
 */
export async function accept(argument: unknown, reason?: string): Promise<void> {
  const target = targetOf(argument);
  if (!target) return void vscode.window.showInformationMessage('Put the cursor on a release finding first.');
  const { finding } = target;
  const comment = acceptanceFor(finding);
  const uri = vscode.Uri.joinPath(vscode.Uri.parse(target.root, true), finding.at.file);
  if (!comment) {
    const waiver = `  - { rule: ${finding.rule}, key: ${JSON.stringify(finding.key)}, reason: "", owner: "", until: "" }`;
    await vscode.env.clipboard.writeText(waiver);
    return void vscode.window.showInformationMessage(
      'This file has no comments. A waiver for .release-readiness.yaml is on the clipboard: put it under "waivers:" with reason, owner and the last day.',
    );
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const line = document.lineAt(finding.at.line - 1);
  const indent = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
  const start = new vscode.Position(line.lineNumber, 0);
  const sentence = `${indent}${comment.before}release-readiness: allow ${finding.rule} because `;
  if (reason !== undefined) {
    await editor.edit((edit) => edit.insert(start, `${sentence}${reason}${comment.after}\n`));
    return;
  }
  const snippet = new vscode.SnippetString()
    .appendText(sentence)
    .appendPlaceholder('reason, at least ten characters')
    .appendText(`${comment.after}\n`);
  await editor.insertSnippet(snippet, start);
}

/** A report of one finding without any text of the workspace but names: safe to paste into a public issue. */
export async function copyFinding(argument: unknown): Promise<void> {
  const target = targetOf(argument);
  if (!target) return;
  const { finding } = target;
  const kindOf = (file: string) => `*.${file.split('.').at(-1) ?? ''}`;
  await vscode.env.clipboard.writeText(
    [
      `Rule: ${finding.rule} (${finding.severity}, ${finding.confidence}, ${finding.status})`,
      `Place: ${kindOf(finding.at.file)} line ${finding.at.line}`,
      `Evidence: ${finding.evidence.map((e) => kindOf(e.at.file)).join(', ') || 'none'}`,
      `What is wrong with it: `,
    ].join('\n'),
  );
  vscode.window.setStatusBarMessage('Copied; names and paths are left out', 3000);
}

export async function showUnread({ choose }: Context): Promise<void> {
  const repository = await choose();
  if (repository?.state.is !== 'reviewed') return;
  const { unread } = repository.state.reviewed.review;
  const picked = await vscode.window.showQuickPick(
    unread.map((u) => ({ label: u.at.file, description: `line ${u.at.line}`, detail: u.reason, at: u.at })),
    { placeHolder: unread.length === 0 ? 'Everything was read' : `${unread.length} not read`, matchOnDetail: true },
  );
  if (picked)
    await vscode.window.showTextDocument(vscode.Uri.joinPath(repository.root, picked.at.file), {
      selection: new vscode.Range(picked.at.line - 1, 0, picked.at.line - 1, 0),
    });
}

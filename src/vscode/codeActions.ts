import * as vscode from 'vscode';
import type { Edit, Finding } from '../core/finding';
import { ReleaseDiagnostic } from './diagnostics';
import { locationOf, rangeOf } from './places';

export const fixKind = vscode.CodeActionKind.QuickFix.append('releaseReadiness');
export const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('releaseReadiness');

/** Look-ups only: a provider that works here would block saving. */
export const codeActions: vscode.CodeActionProvider = {
  provideCodeActions(document, _range, context, token) {
    const actions: vscode.CodeAction[] = [];
    const wanted = (kind: vscode.CodeActionKind) => !context.only || context.only.contains(kind);
    if (context.only && fixAllKind.contains(context.only)) return fixAll(document);
    if (!wanted(fixKind)) return actions;
    for (const diagnostic of context.diagnostics) {
      if (token.isCancellationRequested) return actions;
      if (!(diagnostic instanceof ReleaseDiagnostic)) continue;
      const { finding, root } = diagnostic;
      finding.fixes?.forEach((fix, i) => {
        const action = new vscode.CodeAction(fix.title, fixKind);
        action.edit = workspaceEdit(root, fix.edits);
        action.diagnostics = [diagnostic];
        action.isPreferred = i === 0 && fix.safe;
        actions.push(action);
      });
      if (finding.evidence.length > 0) {
        const evidence = new vscode.CodeAction(`Show evidence (${finding.evidence.length})`, fixKind);
        evidence.command = {
          title: 'Show evidence',
          command: 'editor.action.showReferences',
          arguments: [document.uri, diagnostic.range.start, finding.evidence.map((e) => locationOf(root, e.at))],
        };
        // Without it the editor would sort it behind the acceptance.
        evidence.diagnostics = [diagnostic];
        actions.push(evidence);
      }
      const explain = new vscode.CodeAction(`Explain ${finding.rule}`, fixKind);
      explain.command = { title: 'Explain Rule', command: 'releaseReadiness.explain', arguments: [finding.rule] };
      const accept = new vscode.CodeAction('Accept with reason…', fixKind);
      accept.command = {
        title: 'Accept Finding with Reason',
        command: 'releaseReadiness.accept',
        arguments: [{ finding, root: root.toString() }],
      };
      for (const action of [explain, accept]) {
        action.diagnostics = [diagnostic];
        actions.push(action);
      }
    }
    return actions;
  },
};

/** All safe fixes of a file that do not touch each other. */
function fixAll(document: vscode.TextDocument): vscode.CodeAction[] {
  const edit = new vscode.WorkspaceEdit();
  const taken: vscode.Range[] = [];
  let any = false;
  for (const diagnostic of vscode.languages.getDiagnostics(document.uri)) {
    if (!(diagnostic instanceof ReleaseDiagnostic)) continue;
    const fix = diagnostic.finding.fixes?.find((f) => f.safe);
    if (!fix || fix.edits.some((e) => e.at.file !== diagnostic.finding.at.file)) continue;
    const ranges = fix.edits.map((e) => rangeOf(e.at));
    if (ranges.some((range) => taken.some((other) => other.intersection(range)))) continue;
    taken.push(...ranges);
    for (const e of fix.edits) edit.replace(document.uri, rangeOf(e.at), e.text);
    any = true;
  }
  if (!any) return [];
  const action = new vscode.CodeAction('Fix all release findings that are safe to fix', fixAllKind);
  action.edit = edit;
  return [action];
}

function workspaceEdit(root: vscode.Uri, edits: readonly Edit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { at, text } of edits) {
    const uri = vscode.Uri.joinPath(root, at.file);
    // A new file is created empty first; an existing one is left as it is.
    if (at.start === 0 && at.end === 0) edit.createFile(uri, { ignoreIfExists: true });
    edit.replace(uri, rangeOf(at), text);
  }
  return edit;
}

/** Where the acceptance comment goes, and how a comment looks in that file; `undefined` where the file has none. */
export function acceptanceFor(finding: Finding): { before: string; after: string } | undefined {
  const { file } = finding.at;
  if (/\.(?:[cm]?[jt]s|[jt]sx|prisma)$/.test(file)) return { before: '// ', after: '' };
  if (/\.sql$/i.test(file)) return { before: '-- ', after: '' };
  if (/\.(?:ya?ml|toml|tf|hcl|sh|tpl)$|(?:^|\/)(?:\.env[^/]*|[^/]*Dockerfile[^/]*|CODEOWNERS)$/i.test(file))
    return { before: '# ', after: '' };
  return undefined;
}

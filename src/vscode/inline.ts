import * as vscode from 'vscode';
import { ReleaseDiagnostic } from './diagnostics';
import { locationOf } from './places';
import { hoverOf, plural } from './readinessNodes';

/** Why a finding breaks a release, and what to do: under the pointer, because the message itself is one line. */
export const hovers: vscode.HoverProvider = {
  provideHover(document, position) {
    const texts = ours(document.uri)
      .filter((diagnostic) => diagnostic.range.contains(position))
      .map((diagnostic) => hoverOf(diagnostic.finding));
    return texts.length > 0 ? new vscode.Hover(texts) : undefined;
  },
};

/** One line above a statement of a migration: how many places depend on it. Off unless the user wants it. */
export const codeLenses: vscode.CodeLensProvider = {
  provideCodeLenses(document) {
    if (!vscode.workspace.getConfiguration('releaseReadiness').get('codeLens')) return [];
    return ours(document.uri)
      .filter(({ finding }) => /^(?:migration|rollback)\//.test(finding.rule) && finding.evidence.length > 0)
      .map(
        ({ finding, root, range }) =>
          new vscode.CodeLens(range, {
            title: `${plural(finding.evidence.length, 'place')} · ${finding.severity}`,
            command: 'editor.action.showReferences',
            arguments: [document.uri, range.start, finding.evidence.map((e) => locationOf(root, e.at))],
          }),
      );
  },
};

function ours(uri: vscode.Uri): ReleaseDiagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((d): d is ReleaseDiagnostic => d instanceof ReleaseDiagnostic);
}

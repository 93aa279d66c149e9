import * as vscode from 'vscode';
import type { Span } from '../core/span';

/** Our lines and columns count from 1, the editor's from 0; both count UTF-16 units. */
export function rangeOf(at: Span): vscode.Range {
  return new vscode.Range(at.line - 1, at.column - 1, at.endLine - 1, at.endColumn - 1);
}

export function locationOf(root: vscode.Uri, at: Span): vscode.Location {
  return new vscode.Location(vscode.Uri.joinPath(root, at.file), rangeOf(at));
}

/** Opens the rule's page in the editor: there is no web address that everybody can reach. */
export function ruleUri(rule: string): vscode.Uri {
  return vscode.Uri.parse(`${vscode.env.uriScheme}://release-readiness.release-readiness/rule/${rule}`);
}

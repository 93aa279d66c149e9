import * as vscode from 'vscode';
import type { Finding } from '../core/finding';
import { locationOf, rangeOf, ruleUri } from './places';
import type { Repository } from './repository';

/** Most evidence that a diagnostic carries; the tree shows all of it. */
const mostEvidence = 10;

/** A finding as the editor shows it, with the finding itself for quick fixes. */
export class ReleaseDiagnostic extends vscode.Diagnostic {
  constructor(
    readonly finding: Finding,
    readonly root: vscode.Uri,
    severity: vscode.DiagnosticSeverity,
  ) {
    super(rangeOf(finding.at), finding.what, severity);
    this.source = 'release-readiness';
    this.code = { value: finding.rule, target: ruleUri(finding.rule) };
    this.relatedInformation = finding.evidence
      .slice(0, mostEvidence)
      .map((e) => new vscode.DiagnosticRelatedInformation(locationOf(root, e.at), e.note));
  }
}

/** Pushes the findings of all repositories into the Problems view, for open and closed files alike. */
export function publishDiagnostics(collection: vscode.DiagnosticCollection) {
  /** Per repository and file: what was shown last. */
  const shown = new Map<string, Map<string, string>>();

  const clear = (key: string) => {
    for (const uri of shown.get(key)?.keys() ?? []) collection.delete(vscode.Uri.parse(uri, true));
    shown.delete(key);
  };

  return {
    show(repository: Repository): void {
      const key = repository.root.toString();
      const { state } = repository;
      if (state.is === 'reviewing') return;
      if (state.is !== 'reviewed' || !setting('enable', true, repository.root)) {
        clear(key);
        return;
      }
      const all =
        setting<string>('scope', 'introduced', repository.root) === 'all' ||
        state.reviewed.review.compared === 'no base';
      const byFile = new Map<string, ReleaseDiagnostic[]>();
      for (const finding of state.reviewed.review.findings) {
        if (finding.suppressed || (!all && finding.status === 'existing')) continue;
        const uri = vscode.Uri.joinPath(repository.root, finding.at.file).toString();
        const list = byFile.get(uri) ?? [];
        list.push(new ReleaseDiagnostic(finding, repository.root, severityOf(finding, repository.root)));
        byFile.set(uri, list);
      }
      const before = shown.get(key) ?? new Map<string, string>();
      const now = new Map<string, string>();
      for (const [uri, list] of byFile) {
        const print = JSON.stringify(list.map((d) => [d.finding, d.severity]));
        now.set(uri, print);
        if (before.get(uri) !== print) collection.set(vscode.Uri.parse(uri, true), list);
      }
      for (const uri of before.keys()) if (!now.has(uri)) collection.delete(vscode.Uri.parse(uri, true));
      shown.set(key, now);
    },
    clear: (repository: Repository) => clear(repository.root.toString()),
  };
}

/** A release risk is not a compile error: a blocker is a warning unless the user wants it otherwise. */
function severityOf(finding: Finding, scope: vscode.Uri): vscode.DiagnosticSeverity {
  if (finding.severity === 'note') return vscode.DiagnosticSeverity.Information;
  if (finding.severity === 'blocker' && setting<string>('blockersAs', 'warning', scope) === 'error')
    return vscode.DiagnosticSeverity.Error;
  return vscode.DiagnosticSeverity.Warning;
}

function setting<T>(name: string, otherwise: T, scope: vscode.Uri): T {
  return vscode.workspace.getConfiguration('releaseReadiness', scope).get<T>(name) ?? otherwise;
}

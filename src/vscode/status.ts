import * as vscode from 'vscode';
import { countIntroduced, plural } from './readinessNodes';
import type { Repository } from './repository';

/** One item at the left of the status bar, and the language status of the file. State is shown, never announced. */
export function createStatus(repositories: () => readonly Repository[]) {
  const item = vscode.window.createStatusBarItem('releaseReadiness.status', vscode.StatusBarAlignment.Left, 5);
  item.name = 'Release Readiness';
  item.command = 'releaseReadiness.view.focus';
  const language = vscode.languages.createLanguageStatusItem('releaseReadiness', [
    { language: 'sql' },
    { language: 'typescript' },
    { language: 'typescriptreact' },
    { language: 'javascript' },
    { language: 'javascriptreact' },
    { language: 'yaml' },
    { language: 'dockerfile' },
  ]);
  language.name = 'Release Readiness';
  language.command = { title: 'Review', command: 'releaseReadiness.review' };
  language.text = 'Release not reviewed yet';

  return {
    refresh() {
      const states = repositories().map((r) => r.state);
      if (states.length === 0) return item.hide();
      let blockers = 0;
      let warnings = 0;
      for (const state of states) {
        if (state.is !== 'reviewed') continue;
        const counts = countIntroduced(state.reviewed.review);
        blockers += counts.blocker;
        warnings += counts.warning;
      }
      const busy = states.some((s) => s.is === 'reviewing');
      const failed = states.some((s) => s.is === 'failed');
      const reviewed = states.some((s) => s.is === 'reviewed');
      if (!busy && !failed && !reviewed) return item.hide();
      // Where nothing was compared, nothing can be called ready.
      const compared = states.some((s) => s.is === 'reviewed' && s.reviewed.review.compared !== 'no base');
      const text = failed
        ? 'review failed'
        : blockers > 0
          ? plural(blockers, 'blocker')
          : warnings > 0
            ? plural(warnings, 'warning')
            : compared
              ? 'ready'
              : 'no base';
      item.text = `${busy ? '$(sync~spin)' : '$(rocket)'} ${busy && !reviewed ? 'reviewing' : text}`;
      item.tooltip =
        reviewed && !compared
          ? 'Release Readiness: there is no base to compare with, so nothing can be called new'
          : `Release Readiness: ${plural(blockers, 'blocker')} and ${plural(warnings, 'warning')} introduced by this change`;
      item.backgroundColor = blockers > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
      item.accessibilityInformation = { label: item.tooltip };
      item.show();
      language.busy = busy;
      language.text = `Release: ${text}`;
      return undefined;
    },
    dispose() {
      item.dispose();
      language.dispose();
    },
  };
}

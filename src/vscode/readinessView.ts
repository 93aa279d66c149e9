import * as vscode from 'vscode';
import { rangeOf } from './places';
import { countIntroduced, type Node, nodesOf, plural } from './readinessNodes';
import type { Repository } from './repository';

/** The tree in the Source Control container: verdict → subjects → findings → evidence; checklist; existing, accepted, not read. */
export function createReadinessView(
  repositories: () => readonly Repository[],
  isTicked: (root: vscode.Uri, step: string) => boolean,
) {
  const changed = new vscode.EventEmitter<Node | undefined>();
  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => node?.children ?? (node ? [] : roots()),
    getTreeItem(node) {
      const item = new vscode.TreeItem(
        node.label,
        !node.children?.length
          ? vscode.TreeItemCollapsibleState.None
          : node.open
            ? vscode.TreeItemCollapsibleState.Expanded
            : vscode.TreeItemCollapsibleState.Collapsed,
      );
      item.id = node.id;
      if (node.description !== undefined) item.description = node.description;
      if (node.tooltip !== undefined) item.tooltip = node.tooltip;
      if (node.icon)
        item.iconPath = new vscode.ThemeIcon(node.icon, node.color ? new vscode.ThemeColor(node.color) : undefined);
      if (node.context) item.contextValue = node.context;
      if (node.at)
        item.command = {
          title: 'Open',
          command: 'vscode.open',
          arguments: [
            vscode.Uri.joinPath(node.at.root, node.at.span.file),
            { selection: rangeOf(node.at.span), preview: true },
          ],
        };
      if (node.run) item.command = node.run;
      if (node.step?.step.kind === 'ask')
        item.command = { title: 'Answer', command: 'releaseReadiness.answer', arguments: [node] };
      if (node.ticked !== undefined)
        item.checkboxState = node.ticked
          ? vscode.TreeItemCheckboxState.Checked
          : vscode.TreeItemCheckboxState.Unchecked;
      const severity = node.finding?.finding.severity;
      item.accessibilityInformation = { label: [severity, node.label, node.description].filter(Boolean).join(', ') };
      return item;
    },
  };
  const view = vscode.window.createTreeView('releaseReadiness.view', {
    treeDataProvider: provider,
    showCollapseAll: true,
  });

  const roots = (): Node[] => {
    const shown = repositories().filter((r) => r.state.is === 'reviewed' || r.state.is === 'failed');
    if (shown.length === 1 && shown[0]) return nodesOf(shown[0], isTicked);
    return shown.map((r) => ({
      id: `repository ${r.root}`,
      label: r.name,
      icon: 'repo',
      children: nodesOf(r, isTicked),
      open: true,
    }));
  };

  return {
    view,
    nodes: roots,
    refresh() {
      changed.fire(undefined);
      let blockers = 0;
      let warnings = 0;
      const against: string[] = [];
      const reviewing = repositories().some((r) => r.state.is === 'reviewing');
      for (const { state } of repositories()) {
        if (state.is !== 'reviewed') continue;
        const counts = countIntroduced(state.reviewed.review);
        blockers += counts.blocker;
        warnings += counts.warning;
        if (state.baseName)
          against.push(`vs ${state.baseName.split(' ')[0]} · ${plural(state.reviewed.review.changedFiles, 'file')}`);
      }
      view.badge =
        blockers > 0
          ? {
              value: blockers,
              tooltip: `${plural(blockers, 'blocker')}, ${plural(warnings, 'warning')}${against.length === 1 ? `, ${against[0]}` : ''}`,
            }
          : undefined;
      view.description = against.length === 1 ? (against[0] as string) : '';
      view.message = reviewing ? 'Reviewing…' : '';
    },
  };
}

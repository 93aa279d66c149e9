import * as vscode from 'vscode';
import type { Repository } from './repository';

/** Task `release-readiness`: reviews, and prints one line a finding for the problem matcher of the same name. */
export function reviewTask(ready: () => Promise<Repository | undefined>): vscode.TaskProvider {
  const taskFor = (definition: vscode.TaskDefinition) =>
    new vscode.Task(
      definition,
      vscode.TaskScope.Workspace,
      'review',
      'release-readiness',
      new vscode.CustomExecution(async () => terminal(ready)),
      '$release-readiness',
    );
  return {
    provideTasks: () => [taskFor({ type: 'release-readiness' })],
    resolveTask: (task) => taskFor(task.definition),
  };
}

function terminal(ready: () => Promise<Repository | undefined>): vscode.Pseudoterminal {
  const write = new vscode.EventEmitter<string>();
  const close = new vscode.EventEmitter<number>();
  return {
    onDidWrite: write.event,
    onDidClose: close.event,
    async open() {
      const repository = await ready();
      await repository?.settled();
      const state = repository?.state;
      if (state?.is !== 'reviewed') {
        write.fire(`${state?.is === 'failed' ? state.because : 'No folder is open'}\r\n`);
        close.fire(2);
        return;
      }
      const found = state.reviewed.review.findings.filter((f) => !f.suppressed && f.status !== 'existing');
      for (const { at, severity, what, rule } of found)
        write.fire(`${at.file}:${at.line}:${at.column}: ${severity}: ${what} [${rule}]\r\n`);
      write.fire(`${found.length} findings introduced\r\n`);
      close.fire(found.some((f) => f.severity === 'blocker') ? 1 : 0);
    },
    close() {},
  };
}

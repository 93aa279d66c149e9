import * as vscode from 'vscode';
import type { Engine, Repository } from './repository';

/** Two read-only tools for language models, answering with the same JSON as the command line. Neither runs project code. */
export function registerTools(
  context: vscode.ExtensionContext,
  engine: Engine,
  ready: () => Promise<Repository | undefined>,
): void {
  const answer = (text: string) => new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
  context.subscriptions.push(
    vscode.lm.registerTool('review_release', {
      async invoke() {
        const repository = await ready();
        return answer(
          repository
            ? await engine.ask('report', { root: repository.root.toString(), format: 'json' })
            : '{"error":"no folder is open"}',
        );
      },
      prepareInvocation: () => ({ invocationMessage: 'Reviewing the release' }),
    }),
    vscode.lm.registerTool('plan_release', {
      async invoke() {
        const repository = await ready();
        if (!repository) return answer('{"error":"no folder is open"}');
        const plan = await engine.ask('plan', {
          root: repository.root.toString(),
          file: 'plan.md',
          now: new Date().toISOString(),
        });
        return answer('text' in plan ? plan.text : JSON.stringify({ error: plan.refused }));
      },
      prepareInvocation: () => ({ invocationMessage: 'Writing the release plan' }),
    }),
  );
}

import * as vscode from 'vscode';
import type { Engine, Repository } from './repository';

/** Where the plan of a branch lives: `.release-readiness/plans/<branch>.md`. */
export function planUri(repository: Repository): vscode.Uri {
  const branch = repository.git?.state.HEAD?.name ?? 'release';
  return vscode.Uri.joinPath(repository.root, '.release-readiness', 'plans', `${branch.replace(/[^\w.-]+/g, '-')}.md`);
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((d) => d.uri.toString() === uri.toString());
  if (open) return open.getText();
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

/** The plan as text, merged into the existing one; a refusal is shown with its reason. */
async function generate(
  engine: Engine,
  repository: Repository,
): Promise<{ uri: vscode.Uri; text: string; existed: boolean } | undefined> {
  await repository.settled();
  const uri = planUri(repository);
  const existing = await readText(uri);
  const answer = await engine.ask('plan', {
    root: repository.root.toString(),
    file: vscode.workspace.asRelativePath(uri, false),
    now: new Date().toISOString(),
    ...(existing === undefined ? {} : { existing }),
  });
  if ('refused' in answer) {
    void vscode.window.showWarningMessage(`The plan was left as it is: ${answer.refused}`);
    return undefined;
  }
  return { uri, text: answer.text, existed: existing !== undefined };
}

/** Opens the plan as Markdown beside its preview. It is saved by the user, or by the first tick. */
export async function openPlan(engine: Engine, repository: Repository): Promise<void> {
  const plan = await generate(engine, repository);
  if (!plan) return;
  const target = plan.existed ? plan.uri : plan.uri.with({ scheme: 'untitled' });
  const document = await vscode.workspace.openTextDocument(target);
  if (document.getText() !== plan.text) {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), plan.text);
    await vscode.workspace.applyEdit(edit);
  }
  await vscode.languages.setTextDocumentLanguage(document, 'markdown');
  await vscode.window.showTextDocument(document, { preview: false, viewColumn: vscode.ViewColumn.One });
  await vscode.commands.executeCommand('markdown.showPreviewToSide', document.uri);
}

export async function copyPlan(engine: Engine, repository: Repository): Promise<void> {
  const plan = await generate(engine, repository);
  if (!plan) return;
  await vscode.env.clipboard.writeText(plan.text);
  vscode.window.setStatusBarMessage('The release plan is on the clipboard', 3000);
}

const marked = (id: string) =>
  new RegExp(`^(\\s*- \\[)([ xX])(\\].*<!-- rr:\\w ${id.replace(/[^\w]/g, '\\$&')} -->.*)$`, 'm');

/** Steps that the plan file of the branch has ticked. The file is the only place where ticks are kept. */
export async function tickedSteps(repository: Repository): Promise<Set<string>> {
  const text = (await readText(planUri(repository))) ?? '';
  return new Set([...text.matchAll(/^\s*- \[[xX]\].*<!-- rr:\w (\S+) -->/gm)].map((m) => m[1] ?? ''));
}

/** Ticks a step in the plan file; the first tick creates it. */
export async function tick(engine: Engine, repository: Repository, step: string, ticked: boolean): Promise<void> {
  const uri = planUri(repository);
  let text = await readText(uri);
  if (text === undefined || !marked(step).test(text)) {
    const plan = await generate(engine, repository);
    if (!plan) return;
    text = plan.text;
  }
  const next = text.replace(marked(step), `$1${ticked ? 'x' : ' '}$3`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(next));
}

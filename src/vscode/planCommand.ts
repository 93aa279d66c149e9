import * as vscode from 'vscode';
import { policyFile } from '../core/policy';
import { answersIn } from '../plan/document';
import { markerId } from '../plan/marker';
import type { PlanCheck } from '../plan/verify';
import type { Engine, Repository } from './repository';

/** Where the plan of a branch lives: `.release-readiness/plans/<branch>.md`. */
export function planUri(repository: Repository): vscode.Uri {
  const branch = repository.git?.state.HEAD?.name ?? 'release';
  return vscode.Uri.joinPath(repository.root, '.release-readiness', 'plans', `${branch.replace(/[^\w.-]+/g, '-')}.md`);
}

/** The plan where people have it open: the file itself, or the one that was shown and not saved yet. */
function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const open = vscode.workspace.textDocuments.filter(({ isClosed }) => !isClosed);
  const at = (wanted: vscode.Uri) => open.find((document) => document.uri.toString() === wanted.toString());
  return at(uri) ?? at(uri.with({ scheme: 'untitled' }));
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  const open = openDocument(uri);
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
  // Which files differ is known from the last full review; a plan is about what differs now.
  await repository.review();
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
  const document = openDocument(plan.uri) ?? (await vscode.workspace.openTextDocument(target));
  await replaceText(document, plan.text);
  await vscode.languages.setTextDocumentLanguage(document, 'markdown');
  await vscode.window.showTextDocument(document, { preview: false, viewColumn: vscode.ViewColumn.One });
  await vscode.commands.executeCommand('markdown.showPreviewToSide', document.uri);
}

/** Changes what differs and nothing else, so that cursors and marks of the editor stay where they are. */
async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  const before = document.getText();
  const after = document.eol === vscode.EndOfLine.CRLF ? text.replace(/\r?\n/g, '\r\n') : text;
  if (before === after) return;
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from++;
  let same = 0;
  while (same < most - from && before.at(-1 - same) === after.at(-1 - same)) same++;
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(from), document.positionAt(before.length - same));
  edit.replace(document.uri, range, after.slice(from, after.length - same));
  await vscode.workspace.applyEdit(edit);
}

/**
 * Writes the plan where people have it. In an open document the change is an edit like theirs: what they have not saved stays
 * unsaved, and nothing on the disk passes it by.
 */
async function writeText(uri: vscode.Uri, text: string): Promise<void> {
  const open = openDocument(uri);
  if (!open) return vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const unsaved = open.isDirty && !open.isUntitled;
  await replaceText(open, text);
  if (!unsaved) await open.save();
}

export async function copyPlan(engine: Engine, repository: Repository): Promise<void> {
  const plan = await generate(engine, repository);
  if (!plan) return;
  await vscode.env.clipboard.writeText(plan.text);
  vscode.window.setStatusBarMessage('The release plan is on the clipboard', 3000);
}

/** Whether the plan of the branch may be carried out now, told line by line; the answer is returned as well. */
export async function verify(
  engine: Engine,
  repository: Repository,
): Promise<{ ready: boolean; checks: PlanCheck[] } | undefined> {
  await repository.settled();
  const uri = planUri(repository);
  const existing = await readText(uri);
  if (existing === undefined) {
    void vscode.window
      .showWarningMessage('There is no release plan for this branch yet.', 'Generate Release Plan')
      .then((picked) => picked && vscode.commands.executeCommand('releaseReadiness.plan'));
    return undefined;
  }
  const root = repository.root.toString();
  const answer = await engine.ask('verifyPlan', { root, existing, now: new Date().toISOString() });
  if ('refused' in answer) {
    void vscode.window.showWarningMessage(`The plan cannot be read: ${answer.refused}`);
    return undefined;
  }
  const { checks } = answer;
  const open = checks.filter(({ ok }) => !ok);
  if (open.length === 0) void vscode.window.showInformationMessage('The release plan may be carried out now.');
  else
    void vscode.window
      .showWarningMessage(
        `The release plan may not be carried out yet. ${open.map(({ id, text }) => `${id}: ${text}`).join('. ')}.`,
        'Open Plan',
      )
      .then((picked) => picked && vscode.window.showTextDocument(uri));
  return { ready: open.length === 0, checks };
}

/** Writes a commented policy from what the repository shows, and opens it. One that is there is opened as it is. */
export async function createPolicy(engine: Engine, repository: Repository): Promise<void> {
  await repository.settled();
  const uri = vscode.Uri.joinPath(repository.root, policyFile);
  // A buffer may outlive its file; what counts is the file.
  const exists = await Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );
  if (!exists) {
    const text = await engine.ask('startPolicy', { root: repository.root.toString() });
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  } else void vscode.window.showInformationMessage('This repository already has a policy. It was not changed.');
  await vscode.window.showTextDocument(uri, { preview: false });
}

/** Asks a person for the answer of a question, and writes it into the plan file, which the first answer creates. */
export async function answerQuestion(
  engine: Engine,
  repository: Repository,
  question: { id: string; title: string },
  given?: string,
): Promise<void> {
  const id = markerId(question.id);
  const now = answersIn((await readText(planUri(repository))) ?? '').get(id);
  const answer =
    given ??
    (await vscode.window.showInputBox({
      title: 'Answer a question of the release plan',
      prompt: question.title,
      ...(now === undefined ? {} : { value: now }),
    }));
  if (answer === undefined) return;
  const line = answer.replaceAll('<!--', '').replaceAll('-->', '').replace(/\s+/g, ' ').trim();
  await changeLine(
    engine,
    repository,
    answered(id),
    (_all, before, _answer, after) => `${before}${line || '____'} ${after}`,
  );
}

const answered = (id: string) =>
  new RegExp(`^(\\s*- \\[[ xX]\\].* answer: )(.*?) (<!-- rr:\\w ${id.replace(/[^\w]/g, '\\$&')} -->.*)$`, 'm');

const marked = (id: string) =>
  new RegExp(`^(\\s*- \\[)([ xX])(\\].*<!-- rr:\\w ${id.replace(/[^\w]/g, '\\$&')} -->.*)$`, 'm');

/** Steps that the plan file of the branch has ticked. The file is the only place where ticks are kept. */
export async function tickedSteps(repository: Repository): Promise<Set<string>> {
  const text = (await readText(planUri(repository))) ?? '';
  return new Set([...text.matchAll(/^\s*- \[[xX]\].*<!-- rr:\w (\S+) -->/gm)].map((m) => m[1] ?? ''));
}

/** Ticks a step in the plan file; the first tick creates it. */
export async function tick(engine: Engine, repository: Repository, step: string, ticked: boolean): Promise<void> {
  await changeLine(
    engine,
    repository,
    marked(markerId(step)),
    (_all, before, _box, after) => `${before}${ticked ? 'x' : ' '}${after}`,
  );
}

/** Changes one line of the plan file; where it is not there, the plan is written first. */
async function changeLine(
  engine: Engine,
  repository: Repository,
  line: RegExp,
  change: (all: string, ...parts: string[]) => string,
): Promise<void> {
  const uri = planUri(repository);
  let text = await readText(uri);
  if (text === undefined || !line.test(text)) {
    const plan = await generate(engine, repository);
    if (!plan) return;
    text = plan.text;
    // Steps of a kind are one line of the plan, and a short plan leaves some out.
    if (!line.test(text)) {
      void vscode.window.showWarningMessage('The release plan has no separate line for this, so nothing was recorded.');
      return;
    }
  }
  await writeText(uri, text.replace(line, change));
}

import * as vscode from 'vscode';
import { startThread } from '../host/node/thread';
import { markerId } from '../plan/marker';
import { codeActions, fixAllKind, fixKind } from './codeActions';
import { accept, copyFinding, explain, rulePages, ruleScheme, showUnread } from './commands';
import { publishDiagnostics } from './diagnostics';
import { type GitApi, gitApi } from './git';
import { codeLenses, hovers } from './inline';
import { answerQuestion, copyPlan, createPolicy, openPlan, planUri, tick, tickedSteps, verify } from './planCommand';
import { connect, type ToEditor, type ToEngine } from './protocol';
import type { Node } from './readinessNodes';
import { createReadinessView } from './readinessView';
import { type Engine, type Repository, repositoryRoots, runsByItself, watchRepository } from './repository';
import { createStatus } from './status';
import { reviewTask } from './task';
import { registerTools } from './tools';

/** What other extensions, and the tests, may use. */
export interface Api {
  /** Milliseconds that activation took. */
  activatedInMs: number;
  repositories(): readonly Repository[];
  /** Waits until every repository is reviewed and up to date with all edits. */
  settled(): Promise<void>;
  /** The tree as it is shown. */
  tree(): Node[];
  engine: Engine;
}

const languages = [
  'sql',
  'typescript',
  'typescriptreact',
  'javascript',
  'javascriptreact',
  'yaml',
  'dockerfile',
  'dotenv',
  'prisma',
  'toml',
  'json',
  'jsonc',
  'terraform',
  'plaintext',
];

/** Registers; reads nothing and loads no parser. The first review starts when the editor is idle. */
export function activate(context: vscode.ExtensionContext): Api {
  const started = performance.now();
  const log = vscode.window.createOutputChannel('Release Readiness', { log: true });
  const repositories = new Map<string, Repository>();
  const all = () => [...repositories.values()];
  const ticks = new Map<string, Set<string>>();

  const engine = lazyEngine(context, log, (root) => repositories.get(root));
  const collection = vscode.languages.createDiagnosticCollection('release-readiness');
  const diagnostics = publishDiagnostics(collection);
  const tree = createReadinessView(all, (root, step) => ticks.get(root.toString())?.has(markerId(step)) ?? false);
  const status = createStatus(all);
  context.subscriptions.push(log, collection, tree.view, status, { dispose: engine.stop });

  const refresh = (repository?: Repository) => {
    for (const one of repository ? [repository] : all()) diagnostics.show(one);
    tree.refresh();
    status.refresh();
    const states = all().map((r) => r.state);
    void vscode.commands.executeCommand(
      'setContext',
      'releaseReadiness.reviewed',
      states.some((s) => s.is === 'reviewed'),
    );
    void vscode.commands.executeCommand(
      'setContext',
      'releaseReadiness.noBase',
      states.some((s) => s.is === 'reviewed' && s.baseName === undefined),
    );
  };
  const readTicks = async (repository: Repository) => {
    ticks.set(repository.root.toString(), await tickedSteps(repository));
    tree.refresh();
  };

  let api: GitApi | undefined;
  let attaching: Promise<void> | undefined;
  /** Follows the workspace: one session per repository, not per folder. */
  const attach = async () => {
    api ??= await gitApi();
    const wanted = new Map(repositoryRoots(api).map((r) => [r.root.toString(), r]));
    for (const [key, repository] of repositories) {
      // The git extension hands out another object at every question: only whether there is one counts.
      const now = wanted.get(key);
      if (now && (now.git === undefined) === (repository.git === undefined)) continue;
      diagnostics.clear(repository);
      repository.dispose();
      repositories.delete(key);
    }
    for (const [key, { root, git }] of wanted) {
      if (repositories.has(key)) continue;
      const repository = watchRepository(root, git, engine, log);
      repositories.set(key, repository);
      repository.onDidChange(() => refresh(repository));
      if (runsByItself(root)) void repository.review().then(() => readTicks(repository));
    }
    refresh();
  };
  const attachAll = () => {
    attaching = (attaching ?? Promise.resolve()).then(attach).catch((error: Error) => log.error(error));
    return attaching;
  };
  const whenIdle = setTimeout(() => {
    void attachAll().then(() => {
      if (!api) return;
      context.subscriptions.push(api.onDidOpenRepository(attachAll), api.onDidCloseRepository(attachAll));
      const provider = api.registerPostCommitCommandsProvider?.({
        getCommands: (repository) => [
          {
            command: 'releaseReadiness.review',
            title: '$(rocket) Commit & Review Release',
            arguments: [repository.rootUri],
          },
        ],
      });
      if (provider) context.subscriptions.push(provider);
    });
  }, 0);

  const choose = async (): Promise<Repository | undefined> => {
    await attachAll();
    const list = all();
    if (list.length <= 1) return list[0];
    const active = vscode.window.activeTextEditor?.document.uri.toString();
    const here = list.find((r) => active?.startsWith(`${r.root}/`));
    if (here) return here;
    return (
      await vscode.window.showQuickPick(
        list.map((r) => ({ label: r.name, description: r.root.path, repository: r })),
        { placeHolder: 'Repository' },
      )
    )?.repository;
  };
  const ready = async (): Promise<Repository | undefined> => {
    const repository = await choose();
    if (repository && repository.state.is !== 'reviewed') await repository.review();
    return repository;
  };
  const settled = async () => {
    await attachAll();
    for (const repository of all()) {
      if (repository.state.is === 'idle') await repository.review();
      await repository.settled();
      await readTicks(repository);
    }
  };

  const command = (name: string, run: (...args: unknown[]) => unknown) =>
    context.subscriptions.push(vscode.commands.registerCommand(`releaseReadiness.${name}`, run));
  command('review', async () => {
    // First: the view says that a review is under way.
    await vscode.commands.executeCommand('releaseReadiness.view.focus');
    await attachAll();
    await vscode.window.withProgress({ location: { viewId: 'releaseReadiness.view' } }, async () => {
      for (const repository of all()) {
        await repository.review();
        await readTicks(repository);
      }
    });
  });
  command('plan', async () => {
    const repository = await ready();
    if (repository) await openPlan(engine, repository);
  });
  command('copyPlan', async () => {
    const repository = await ready();
    if (repository) await copyPlan(engine, repository);
  });
  command('verifyPlan', async () => {
    const repository = await ready();
    return repository && verify(engine, repository);
  });
  command('init', async () => {
    const repository = await ready();
    if (repository) await createPolicy(engine, repository);
  });
  // Of the view's questions alone: it needs to know which.
  command('answer', async (argument, given) => {
    const asked = (argument as Node | undefined)?.step;
    const repository = asked && repositories.get(asked.root.toString());
    if (!asked || !repository) return;
    await answerQuestion(engine, repository, asked.step, typeof given === 'string' ? given : undefined);
    await readTicks(repository);
  });
  command('accept', (argument, reason) => accept(argument, typeof reason === 'string' ? reason : undefined));
  command('explain', (argument) => explain(engine, argument));
  command('copyFinding', copyFinding);
  command('showUnread', () => showUnread({ engine, repositories: all, choose }));

  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(ruleScheme, rulePages(engine)),
    vscode.languages.registerCodeActionsProvider(
      languages.map((language) => ({ language })),
      codeActions,
      { providedCodeActionKinds: [fixKind, fixAllKind] },
    ),
    vscode.languages.registerHoverProvider(
      languages.map((language) => ({ language })),
      hovers,
    ),
    vscode.languages.registerCodeLensProvider({ language: 'sql' }, codeLenses),
    vscode.window.registerUriHandler({
      handleUri(uri) {
        const rule = /^\/rule\/([a-z]+\/[a-z0-9-]+)$/.exec(uri.path)?.[1];
        if (rule) void explain(engine, rule);
      },
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(attachAll),
    vscode.workspace.onDidGrantWorkspaceTrust(attachAll),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('releaseReadiness')) return;
      refresh();
      // Another base is another question; and whatever was edited while nobody looked has to be read.
      const asksAnew = ['compareWith', 'enable', 'run'].some((name) =>
        event.affectsConfiguration(`releaseReadiness.${name}`),
      );
      if (!asksAnew) return;
      for (const repository of all())
        if (runsByItself(repository.root)) void repository.review().then(() => readTicks(repository));
    }),
    tree.view.onDidChangeCheckboxState(async ({ items }) => {
      for (const [node, state] of items) {
        const repository = node.step && repositories.get(node.step.root.toString());
        if (!node.step || !repository) continue;
        await tick(engine, repository, node.step.step.id, state === vscode.TreeItemCheckboxState.Checked);
        await readTicks(repository);
      }
    }),
    vscode.workspace.onDidSaveTextDocument((document) => {
      for (const repository of all())
        if (document.uri.toString() === planUri(repository).toString()) void readTicks(repository);
    }),
    {
      dispose() {
        clearTimeout(whenIdle);
        for (const repository of all()) repository.dispose();
      },
    },
  );
  context.subscriptions.push(vscode.tasks.registerTaskProvider('release-readiness', reviewTask(ready)));
  registerTools(context, engine, ready);
  const activatedInMs = performance.now() - started;
  return { activatedInMs, repositories: all, settled, tree: () => tree.nodes(), engine };
}

/** Starts the engine's thread with the first question; a thread that dies fails what it was asked and is started anew. */
function lazyEngine(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  find: (root: string) => Repository | undefined,
): Engine & { stop(): void } {
  type Live = { ask: ReturnType<typeof connect<ToEditor, ToEngine>>['ask']; stop(): void };
  let live: Live | undefined;
  const start = (): Live => {
    const thread = startThread(context.asAbsolutePath('dist/worker.js'), (because) => {
      log.error(because);
      live = undefined;
      connection.lost(because);
    });
    const connection = connect<ToEditor, ToEngine>(thread, {
      list: ({ root, side }) => find(root)?.list(side) ?? [],
      read: ({ root, side, files }) => find(root)?.read(side, files) ?? files.map(() => undefined),
      log: ({ level, text }) => {
        if (level === 'error') log.error(text);
        else log.info(text);
        return undefined;
      },
    });
    return { ask: connection.ask, stop: thread.stop };
  };
  return {
    ask(name, ask) {
      live ??= start();
      return live.ask(name, ask as never) as never;
    },
    stop: () => live?.stop(),
  };
}

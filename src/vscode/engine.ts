import type { Policy } from '../core/policy';
import type { Review } from '../core/review';
import type { Span } from '../core/span';
import { compareText } from '../core/span';
import { createSession, type Session } from '../engine/session';
import { changedFacts, changedLines } from '../host/changes';
import { fill } from '../host/fill';
import type { Intake } from '../host/intake';
import type { ChangedFile, FileContent, Files } from '../host/ports';
import { attributesOf, createIntake } from '../intake';
import { parts } from '../parts';
import { readPolicies } from '../policies';
import { jsonReport } from '../report/json';
import { markdownReport } from '../report/markdown';
import { rulePage } from '../report/rulePage';
import { version } from '../version';
import { checkPlan, type PlanRequest, startPolicy, writePlan } from '../writePlan';
import { type Channel, type ComparisonInfo, connect, type Reviewed, type ToEditor, type ToEngine } from './protocol';

/** One repository under review. */
interface Open {
  session: Session;
  comparison: ComparisonInfo;
  intake: Intake;
  policy: Policy;
  policyProblems: { at: Span; reason: string }[];
  excluded: number;
  /** Base texts of files that the comparison did not name when they were first edited. */
  originals: Map<string, FileContent>;
  /** What differs from the base, by path. */
  changes: Map<string, ChangedFile>;
}

/** Longest file whose changed lines are counted, in UTF-16 units. */
const countedTo = 2 * 1024 * 1024;

/** Longest duty calendar that is read, in UTF-16 units. */
const longestCalendar = 4 * 1024 * 1024;

/** What these files say holds for more than themselves. */
const governs = /(?:^|\/)(?:\.release-readiness\.yaml|\.gitattributes)$/;

/** Answers the editor's questions from engine sessions, one per repository. Runs in a worker, or in the same process. */
export function serve(channel: Channel): void {
  const repositories = new Map<string, Open>();
  const ids = new Set<string>(parts.rules.map((rule) => rule.id));

  const filesOf = (root: string, side: 'head' | 'base'): Files => ({
    list: () => editor.ask('list', { root, side }),
    async read(paths, limit, take) {
      for (let from = 0; from < paths.length; from += 200) {
        const batch = paths.slice(from, from + 200);
        const files = batch.map((path) => ({ path, limit: limit(path) }));
        const contents = await editor.ask('read', { root, side, files });
        for (const [i, path] of batch.entries()) take(path, contents[i]);
      }
    },
  });

  const editor = connect<ToEngine, ToEditor>(channel, {
    compareWith: async ({ root }) => (await readPolicies(filesOf(root, 'head'), ids)).policy.compare_with,
    open: ({ root, comparison }) => open(root, comparison),
    async update({ root, files }) {
      const started = performance.now();
      const opened = at(root);
      const { session, intake } = opened;
      if (files.some(({ path }) => governs.test(path))) {
        const { policy, packages, problems } = await readPolicies(filesOf(root, 'head'), ids);
        // What is left out decides which files were read at all.
        const leavesOutOthers = JSON.stringify(policy.exclude) !== JSON.stringify(opened.policy.exclude);
        if (leavesOutOthers || files.some(({ path }) => path.endsWith('.gitattributes')))
          return open(root, opened.comparison);
        opened.policy = policy;
        opened.policyProblems = problems;
        session.setPolicy(policy, packages);
      }
      for (const { path, content: read } of files) {
        if (!session.wants(path) || intake.leavesOut(path)) continue;
        const text = typeof read === 'string' && intake.byNameAlone(path) ? '' : read;
        const content = typeof text === 'string' && intake.isGenerated(text) ? undefined : text;
        await keepBase(root, opened, path);
        session.setHead(path, content);
        tellChange(opened, path, content);
      }
      session.setChanges(changedFacts([...opened.changes.values()].sort((a, b) => compareText(a.path, b.path))));
      return reviewed(opened, started);
    },
    wanted({ root, paths }) {
      const { session, intake } = at(root);
      return paths.filter((path) => governs.test(path) || (session.wants(path) && !intake.leavesOut(path)));
    },
    close({ root }) {
      repositories.delete(root);
      return undefined;
    },
    plan: async ({ root, existing, now }) => writePlan(await planRequest(root, now, existing)),
    async verifyPlan({ root, existing, now }) {
      const checks = checkPlan({ ...(await planRequest(root, now, existing)), existing });
      return typeof checks === 'string' ? { refused: checks } : { checks };
    },
    startPolicy: ({ root }) => startPolicy(at(root).session.facts),
    report({ root, format }) {
      const opened = at(root);
      const { review, notes } = reviewed(opened, performance.now());
      const input = { review, scope: 'introduced' as const, rules: parts.rules, version, policy: null, notes };
      return format === 'json' ? jsonReport(input) : markdownReport(input);
    },
    explain: ({ rule }) => {
      const found = parts.rules.find((r) => r.id === rule);
      return found && rulePage(found);
    },
    rules: () => parts.rules.map((rule) => ({ id: rule.id, title: rule.meta.title })),
  });

  async function planRequest(root: string, now: string, existing: string | undefined): Promise<PlanRequest> {
    const opened = at(root);
    const { session, policy, comparison } = opened;
    await countLines(root, opened);
    const inTree = new Set(await editor.ask('list', { root, side: 'head' }));
    // Calendars of duty are no part of a release, so no session holds them.
    const paths = [...new Set((policy.staffing ?? []).flatMap(({ calendar }) => calendar ?? []))];
    const files = paths.map((path) => ({ path, limit: longestCalendar }));
    const contents = files.length > 0 ? await editor.ask('read', { root, side: 'head', files }) : [];
    const calendars = new Map(paths.map((path, i) => [path, contents[i]]));
    return {
      review: planned(opened),
      policy,
      now,
      facts: session.facts,
      content: session.text,
      text(path) {
        const text = calendars.get(path) ?? session.text(path);
        return typeof text === 'string' ? text : undefined;
      },
      has: (path) => inTree.has(path),
      ...(comparison.headCommit ? { head: comparison.headCommit } : {}),
      ...(existing === undefined ? {} : { existing }),
    };
  }

  /** What the editor is not told, a plan needs: how much of each file changed. Git counts the same on the command line. */
  async function countLines(root: string, opened: Open): Promise<void> {
    const { changes, session } = opened;
    if (opened.comparison.base.is !== 'tree') return;
    const all = [...changes.values()].sort((a, b) => compareText(a.path, b.path));
    const read = async (side: 'head' | 'base', paths: readonly string[]) => {
      const contents: FileContent[] = [];
      for (let from = 0; from < paths.length; from += 200) {
        const files = paths.slice(from, from + 200).map((path) => ({ path, limit: countedTo }));
        contents.push(...(await editor.ask('read', { root, side, files })));
      }
      return new Map(paths.map((path, i) => [path, contents[i]]));
    };
    const before = ({ status, from, path }: ChangedFile) => (status === 'added' ? [] : [from ?? path]);
    const old = await read('base', all.flatMap(before));
    const now = await read(
      'head',
      all.flatMap(({ status, path }) => (status === 'deleted' ? [] : [path])),
    );
    const text = (content: FileContent) => (typeof content === 'string' ? content : '');
    for (const change of all) {
      const [from] = before(change);
      const sides = [from === undefined ? '' : old.get(from), change.status === 'deleted' ? '' : now.get(change.path)];
      // A binary has no lines, and what is too long to read was not counted.
      const lines = sides.every((side) => typeof side === 'string')
        ? changedLines(text(sides[0]), text(sides[1]))
        : { added: 0, deleted: 0 };
      changes.set(change.path, { ...change, ...lines });
    }
    session.setChanges(changedFacts(all.map(({ path }) => changes.get(path) as ChangedFile)));
  }

  /** With the faults of the policy, as on the command line. */
  function reviewOf({ session, policyProblems, excluded }: Open): Review {
    const review = session.review();
    const wrong = policyProblems.map((one) => ({ ...one, changed: true }));
    return { ...review, excluded, unread: [...wrong, ...review.unread] };
  }

  /** The review as the command line plans by it: with every changed file counted. */
  function planned(opened: Open): Review {
    const { changes, comparison } = opened;
    const review = reviewOf(opened);
    return {
      ...review,
      changedFiles: comparison.base.is === 'tree' ? changes.size : review.changedFiles,
    };
  }

  /** Reads both sides anew. */
  async function open(root: string, comparison: ComparisonInfo): Promise<Reviewed> {
    const started = performance.now();
    const listed = filesOf(root, 'head');
    const paths = await listed.list();
    const head: Files = { ...listed, list: async () => paths };
    const { policy, packages, problems } = await readPolicies(head, ids);
    const intake = createIntake(policy, await attributesOf(head));
    const { base } = comparison;
    const session = createSession(parts, {
      base: base.is === 'tree' ? 'reads-through' : base.is,
      names: { base: base.is === 'tree' ? base.name : 'nothing', head: comparison.headName },
      policy,
      packagePolicies: packages,
      today: comparison.today,
      failed: (where, error) =>
        void editor.ask('log', { level: 'error', text: `${where}: ${(error as Error).stack ?? error}` }),
    });
    const filled = await fill(
      session,
      {
        head,
        headName: comparison.headName,
        base: base.is === 'tree' ? { ...base, files: filesOf(root, 'base') } : base,
        notes: comparison.notes,
      },
      intake,
    );
    session.setChanges(changedFacts(filled.changes));
    const opened: Open = {
      session,
      comparison,
      intake,
      policy,
      policyProblems: problems,
      excluded: filled.excluded,
      originals: new Map(),
      changes: new Map(filled.changes.map((change) => [change.path, change])),
    };
    repositories.set(root, opened);
    return reviewed(opened, started);
  }

  /** What was the same on both sides until now keeps its old text as the base; one that was not read is asked for. */
  async function keepBase(root: string, opened: Open, path: string): Promise<void> {
    const { comparison, session, originals, changes, intake } = opened;
    const named = changes.has(path) || [...changes.values()].some((change) => change.from === path);
    if (comparison.base.is !== 'tree' || originals.has(path) || named) return;
    const limit = intake.limit(path);
    const original =
      session.text(path) ?? (await editor.ask('read', { root, side: 'base', files: [{ path, limit }] }))[0];
    originals.set(path, original);
    session.setBase(path, original);
  }

  function tellChange({ originals, changes }: Open, path: string, content: FileContent): void {
    if (!originals.has(path)) return;
    const original = originals.get(path);
    if (original === content) {
      changes.delete(path);
      return;
    }
    const status = original === undefined ? 'added' : content === undefined ? 'deleted' : 'modified';
    const text = (one: FileContent) => (typeof one === 'string' ? one : '');
    changes.set(path, { path, status, ...changedLines(text(original), text(content)) });
  }

  function at(root: string): Open {
    const opened = repositories.get(root);
    if (!opened) throw new Error(`${root} is not under review`);
    return opened;
  }

  function reviewed(opened: Open, started: number): Reviewed {
    return {
      review: reviewOf(opened),
      notes: opened.comparison.notes,
      tookMs: performance.now() - started,
    };
  }
}

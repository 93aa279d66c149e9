import type { Policy } from '../core/policy';
import type { Span } from '../core/span';
import { createSession, type Session } from '../engine/session';
import { changedFacts } from '../host/changes';
import { fill } from '../host/fill';
import type { ChangedFile, Files } from '../host/ports';
import { createIntake } from '../intake';
import { policyFile, readPolicy } from '../parse/policy';
import { parts } from '../parts';
import { jsonReport } from '../report/json';
import { markdownReport } from '../report/markdown';
import { rulePage } from '../report/rulePage';
import { version } from '../version';
import { writePlan } from '../writePlan';
import { type Channel, type ComparisonInfo, connect, type Reviewed, type ToEditor, type ToEngine } from './protocol';

/** One repository under review. */
interface Open {
  session: Session;
  comparison: ComparisonInfo;
  /** Paths whose base text is known to differ or was set aside before the first edit. */
  based: Set<string>;
  policy: Policy;
  policyProblems: { at: Span; reason: string }[];
  excluded: number;
  /** Files that differ from the base, as far as somebody opened or edited them. */
  changes: ChangedFile[];
}

/** Answers the editor's questions from engine sessions, one per repository. Runs in a worker, or in the same process. */
export function serve(channel: Channel): void {
  const repositories = new Map<string, Open>();
  const ids = new Set<string>(parts.rules.map((rule) => rule.id));

  const editor = connect<ToEngine, ToEditor>(channel, {
    async open({ root, comparison }) {
      const started = performance.now();
      const side = (which: 'head' | 'base'): Files => ({
        list: () => editor.ask('list', { root, side: which }),
        async read(paths, limit, take) {
          for (let from = 0; from < paths.length; from += 200) {
            const batch = paths.slice(from, from + 200);
            const contents = await editor.ask('read', {
              root,
              side: which,
              files: batch.map((path) => ({ path, limit: limit(path) })),
            });
            for (const [i, path] of batch.entries()) take(path, contents[i]);
          }
        },
      });
      const head = side('head');
      const paths = await head.list();
      const policyText = paths.includes(policyFile)
        ? (await editor.ask('read', { root, side: 'head', files: [{ path: policyFile, limit: 1e6 }] }))[0]
        : undefined;
      const { policy, problems } =
        typeof policyText === 'string' ? readPolicy(policyFile, policyText, ids) : { policy: {}, problems: [] };
      const attributePaths = paths.filter((path) => /(^|\/)\.gitattributes$/.test(path));
      const attributeTexts = await editor.ask('read', {
        root,
        side: 'head',
        files: attributePaths.map((path) => ({ path, limit: 1e6 })),
      });
      const attributes = attributePaths.flatMap((path, i) => {
        const text = attributeTexts[i];
        return typeof text === 'string' ? [{ folder: path.replace(/\/?[^/]*$/, ''), text }] : [];
      });
      const { base } = comparison;
      const session = createSession(parts, {
        base: base.is === 'tree' ? 'reads-through' : base.is,
        ...(base.is === 'none'
          ? {}
          : { names: { base: base.is === 'tree' ? base.name : 'nothing', head: comparison.headName } }),
        policy,
        today: comparison.today,
        failed: (where, error) =>
          void editor.ask('log', { level: 'error', text: `${where}: ${(error as Error).stack ?? error}` }),
      });
      const filled = await fill(
        { wants: session.wants, setHead: session.setHead, setBase: session.setBase },
        {
          head: { ...head, list: async () => paths },
          headName: comparison.headName,
          base: base.is === 'tree' ? { ...base, files: side('base') } : base,
          notes: comparison.notes,
        },
        createIntake(policy, attributes),
      );
      const based = new Set(
        base.is === 'tree' ? filled.changes.flatMap((c) => (c.from ? [c.path, c.from] : [c.path])) : [],
      );
      const changes = base.is === 'tree' ? [...filled.changes] : [];
      session.setChanges(changedFacts(changes));
      const opened: Open = {
        session,
        comparison,
        based,
        policy,
        policyProblems: problems,
        excluded: filled.excluded,
        changes,
      };
      repositories.set(root, opened);
      return reviewed(opened, started);
    },
    update({ root, files }) {
      const started = performance.now();
      const opened = at(root);
      const { session, based, comparison } = opened;
      for (const { path, content } of files) {
        if (path === policyFile) {
          const { policy, problems } =
            typeof content === 'string' ? readPolicy(policyFile, content, ids) : { policy: {}, problems: [] };
          opened.policy = policy;
          opened.policyProblems = problems;
          session.setPolicy(policy);
        }
        if (!session.wants(path)) continue;
        // What was the same on both sides until now keeps its old text as the base.
        if (comparison.base.is === 'tree' && !based.has(path)) {
          based.add(path);
          session.setBase(path, session.text(path));
          opened.changes.push({ path, status: 'modified', added: 0, deleted: 0 });
          session.setChanges(changedFacts(opened.changes));
        }
        session.setHead(path, content);
      }
      return reviewed(opened, started);
    },
    close({ root }) {
      repositories.delete(root);
      return undefined;
    },
    plan({ root, existing, now }) {
      const { session, policy } = at(root);
      return writePlan({
        review: session.review(),
        policy,
        now,
        facts: session.facts,
        content: session.text,
        text: session.text,
        ...(existing === undefined ? {} : { existing }),
      });
    },
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

  function at(root: string): Open {
    const opened = repositories.get(root);
    if (!opened) throw new Error(`${root} is not under review`);
    return opened;
  }

  function reviewed(opened: Open, started: number): Reviewed {
    const review = { ...opened.session.review(), excluded: opened.excluded };
    return {
      review,
      policyProblems: opened.policyProblems,
      notes: opened.comparison.notes,
      tookMs: performance.now() - started,
    };
  }
}

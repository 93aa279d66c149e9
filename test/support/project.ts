import type { Fact } from '../../src/core/fact';
import type { Policy } from '../../src/core/policy';
import type { Review } from '../../src/core/review';
import { fileSpan } from '../../src/core/span';
import { createSession, type Parts, type Session, type SessionOptions } from '../../src/engine/session';
import { parts as all } from '../../src/parts';

/** A repository in memory: path → text. */
export type Files = Record<string, string>;

export interface Project {
  head: Files;
  /** Texts at the base of the comparison; absent: no base, so that everything is existing. */
  base?: Files;
  policy?: Policy;
  parts?: Parts;
  today?: string;
}

/** A session over files in memory, as a host would fill it. An internal error fails the test. */
export function open(project: Project): Session {
  const options: SessionOptions = {
    base: project.base ? 'reads-through' : 'none',
    policy: project.policy ?? {},
    today: project.today ?? '2026-01-01',
    failed: (where, error) => {
      throw new Error(`${where}: ${(error as Error).stack}`);
    },
  };
  const session = createSession(project.parts ?? all, options);
  for (const [path, text] of Object.entries(project.head)) session.setHead(path, text);
  const base = project.base;
  if (base) {
    for (const path of new Set([...Object.keys(base), ...Object.keys(project.head)])) {
      if (base[path] !== project.head[path]) session.setBase(path, base[path]);
    }
    session.setChanges(changesOf(base, project.head));
  }
  return session;
}

/** What the history of a host would tell of two sets of files. */
function changesOf(base: Files, head: Files): Fact<'file.changed'>[] {
  return [...new Set([...Object.keys(base), ...Object.keys(head)])]
    .filter((path) => base[path] !== head[path])
    .sort()
    .map((path) => ({
      kind: 'file.changed',
      at: fileSpan(path),
      path,
      status: base[path] === undefined ? 'added' : head[path] === undefined ? 'deleted' : 'modified',
      added: (head[path] ?? '').split('\n').length,
      deleted: (base[path] ?? '').split('\n').length,
    }));
}

export function review(project: Project): Review {
  return open(project).review();
}

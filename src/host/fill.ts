import { compareText } from '../core/span';
import { changedLines } from './changes';
import type { Intake } from './intake';
import type { ChangedFile, Comparison, FileContent, Files } from './ports';

/** The part of an engine session that takes texts. */
export interface Sink {
  wants(path: string): boolean;
  setHead(path: string, content: FileContent): void;
  setBase(path: string, content: FileContent): void;
}

export interface Filled {
  /** Files that would have been read, but are generated or excluded. */
  excluded: number;
  /** What differs, excluded files not among them; sorted by path. */
  changes: ChangedFile[];
}

/** Gives a session both sides of a comparison. `arrived` is called for every file, for whoever shows progress. */
export async function fill(
  sink: Sink,
  { head, base }: Comparison,
  intake: Intake,
  arrived: (done: number, all: number) => void = () => {},
): Promise<Filled> {
  const paths = await head.list();
  const leftOut = new Set(paths.filter((path) => intake.leavesOut(path)));
  let excluded = [...leftOut].filter((path) => sink.wants(path)).length;
  const wanted = paths.filter((path) => !leftOut.has(path) && sink.wants(path));

  /** Kept only where texts, not the version control, tell what changed. */
  const texts = base.is === 'tree' && !base.complete ? new Map<string, FileContent>() : undefined;
  let done = 0;
  await readTexts(head, wanted, intake, (path, content) => {
    arrived(++done, wanted.length);
    if (typeof content === 'string' && intake.isGenerated(content)) {
      leftOut.add(path);
      excluded++;
      return;
    }
    if (content === undefined) return;
    sink.setHead(path, content);
    texts?.set(path, content);
  });

  if (base.is !== 'tree') return { excluded, changes: [] };
  const changes = base.complete
    ? base.changed.filter(({ path }) => !leftOut.has(path) && !intake.leavesOut(path))
    : undefined;
  if (changes) {
    const before = new Set<string>();
    for (const { path, from, status } of changes) {
      if (status === 'added' || status === 'renamed') if (sink.wants(path)) sink.setBase(path, undefined);
      const old = status === 'added' ? undefined : (from ?? path);
      if (old !== undefined && sink.wants(old) && !intake.leavesOut(old)) before.add(old);
    }
    await readTexts(base.files, [...before].sort(compareText), intake, (path, content) => {
      if (typeof content === 'string' && intake.isGenerated(content)) return;
      sink.setBase(path, content);
    });
    return { excluded, changes };
  }

  const baseTexts = new Map<string, FileContent>();
  const basePaths = (await base.files.list()).filter(
    (path) => sink.wants(path) && !leftOut.has(path) && !intake.leavesOut(path),
  );
  await readTexts(base.files, basePaths, intake, (path, content) => {
    if (content === undefined || (typeof content === 'string' && intake.isGenerated(content))) return;
    baseTexts.set(path, content);
  });
  const found: ChangedFile[] = [];
  for (const path of [...new Set([...(texts?.keys() ?? []), ...baseTexts.keys()])].sort(compareText)) {
    const before = baseTexts.get(path);
    const after = texts?.get(path);
    if (before === after || (isUnread(before) && isUnread(after))) continue;
    sink.setBase(path, before);
    found.push({
      path,
      status: before === undefined ? 'added' : after === undefined ? 'deleted' : 'modified',
      ...changedLines(textOf(before), textOf(after)),
    });
  }
  return { excluded, changes: found };
}

async function readTexts(
  files: Files,
  paths: readonly string[],
  intake: Intake,
  take: (path: string, content: FileContent) => void,
): Promise<void> {
  const read: string[] = [];
  for (const path of paths) {
    if (intake.byNameAlone(path)) take(path, '');
    else read.push(path);
  }
  await files.read(read, intake.limit, take);
}

function textOf(content: FileContent): string {
  return typeof content === 'string' ? content : '';
}

function isUnread(content: FileContent): boolean {
  return typeof content === 'object';
}

import type { Content, Field, Shape } from '../../core/fact';

/** Why a reader cannot take a message as it is written. */
export interface Problem {
  path: string;
  sort: 'missing' | 'may-be-missing' | 'type' | 'value' | 'rejected';
  /** A few words, with the field in front. */
  text: string;
}

type Side = Pick<Content, 'shape' | 'strict' | 'open'>;

/**
 * What of a message, as it is written, a reader cannot take. Called with the sides swapped it answers the question of the
 * way back. What is unknown on either side is no problem.
 */
export function unreadable(written: Side, read: Side): Problem[] {
  const problems: Problem[] = [];
  const broken: string[] = [];
  const settledAbove = (path: string) =>
    broken.some((above) => path.startsWith(above) && /^[.[]/.test(path.slice(above.length)));
  for (const [path, wanted] of Object.entries(read.shape)) {
    if (settledAbove(path)) continue;
    const given = written.shape[path];
    if (!given) {
      const state = around(path, written);
      if (wanted.optional || state !== 'closed') continue;
      problems.push({ path, sort: 'missing', text: `${named(path)} is missing` });
      broken.push(path);
      continue;
    }
    if (given.optional && !given.defaulted && !wanted.optional)
      problems.push({ path, sort: 'may-be-missing', text: `${named(path)} may be missing` });
    const type = otherType(given, wanted);
    if (type) {
      problems.push({
        path,
        sort: 'type',
        text: `${named(path)} is ${type} instead of ${wanted.type.replaceAll('|', ' or ')}`,
      });
      broken.push(path);
      continue;
    }
    const value = otherValue(given, wanted);
    if (value) problems.push({ path, sort: 'value', text: `${named(path)}: ${value} is unknown` });
  }
  for (const path of Object.keys(written.shape)) {
    if (read.shape[path] || settledAbove(path)) continue;
    const parent = parentOf(path);
    const strict = parent === undefined ? read.strict : read.shape[parent]?.strict === true;
    if (!strict) continue;
    problems.push({ path, sort: 'rejected', text: `${named(path)} is rejected` });
    broken.push(path);
  }
  return problems;
}

function named(path: string): string {
  return path.startsWith('[]') ? `the list${path.slice(2)}` : path;
}

function parentOf(path: string): string | undefined {
  if (path.endsWith('[]')) return path.slice(0, -2) || undefined;
  const dot = path.lastIndexOf('.');
  return dot === -1 ? undefined : path.slice(0, dot);
}

/** Whether all fields beside a path are known: then its absence means something. */
function around(path: string, side: Side): 'closed' | 'open' | 'absent' {
  const parent = parentOf(path);
  if (parent === undefined) return side.open ? 'open' : 'closed';
  const holder = side.shape[parent];
  if (!holder) return 'absent';
  if (path.endsWith('[]')) return 'open';
  return holder.open || !/\bobject\b/.test(holder.type) ? 'open' : 'closed';
}

/** A type that is written and not read. */
function otherType(given: Field, wanted: Field): string | undefined {
  if (given.type === 'any' || wanted.type === 'any') return undefined;
  const accepted = new Set(wanted.type.split('|'));
  return given.type.split('|').find((type) => !accepted.has(type) && !(type === 'integer' && accepted.has('number')));
}

/** A text that is written and not read. */
function otherValue(given: Field, wanted: Field): string | undefined {
  if (!wanted.values || !given.type.split('|').includes('string')) return undefined;
  if (!given.values) return 'any text';
  const accepted = new Set(wanted.values);
  const value = given.values.find((one) => !accepted.has(one));
  return value === undefined ? undefined : `"${value}"`;
}

/** What stands in for readers that are not in the repository: they read what was written so far. */
export function asReader(written: Side & Pick<Content, 'known'>): Side {
  const shape: Shape = {};
  for (const [path, field] of Object.entries(written.shape)) {
    const { values, ...rest } = field;
    // A text that is written down is one example of what readers know.
    shape[path] = values && written.known !== 'literal' ? field : rest;
  }
  return { shape, strict: false, open: written.open };
}

export function problemKey(problem: Problem): string {
  return `${problem.sort} ${problem.path} ${problem.sort === 'value' ? problem.text : ''}`;
}

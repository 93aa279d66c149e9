import type { Fact, SafeValue } from '../../core/fact';
import type { Evidence, Fix } from '../../core/finding';
import type { Span } from '../../core/span';
import { isSecretName } from '../../knowledge/secretNames';

export type Read = Fact<'env.read'>;
export type Declared = Fact<'env.declared'>;
export type Resolved = Fact<'env.resolved'>;

/**
 * A read that fails, or goes on with nothing, when the variable is missing. `${X:?}` of a compose file is no such read: it is the
 * file's own way of declaring what the person who starts it must give.
 */
export function isRequired(read: Read): boolean {
  return read.need === 'required' && read.access === 'direct' && !read.handedOn && read.via !== 'compose';
}

/**
 * Reads that make the variable required in this service. A schema that lets it be missing, or code that answers for its absence,
 * outweighs a line that merely hands the value on.
 */
export function requiredReads(reads: readonly Read[]): readonly Read[] {
  const required = reads.filter(isRequired);
  const schema = reads.filter((read) => read.validated);
  if (schema.length > 0) return schema.some((read) => read.need === 'required') ? required : [];
  return reads.some((read) => read.answered) ? [] : required;
}

export function isSecret(name: string, value?: SafeValue): boolean {
  return value?.class === 'secret' || value?.class === 'encrypted' || isSecretName(name);
}

/** The declaration's own line, so that a new one can stand before it whatever follows the value. */
function lineStart(at: Span): Span {
  const start = at.start - (at.column - 1);
  return { ...at, start, end: start, column: 1, endLine: at.line, endColumn: 1 };
}

export const isDotenv = (path: string) => /(?:^|\/)[^/]*\.?env(?:[.-][^/]*)?$/i.test(path);

/** Adds `NAME=` to the .env file of a declaration. */
export function addToDotenv(name: string, beside: Span | undefined, title: string): Fix[] {
  if (!beside || !isDotenv(beside.file)) return [];
  return [{ title, safe: false, edits: [{ at: lineStart(beside), text: `${name}=\n` }] }];
}

export function readEvidence(reads: readonly Read[], first: Span): Evidence[] {
  return reads
    .filter((read) => read.at !== first)
    .slice(0, 3)
    .map((read) => ({ at: read.at, note: 'also read here' }));
}

import type { Fact } from '../../core/fact';
import { asReader, type Problem, problemKey, unreadable } from './shapes';

export type Message = Fact<'payload.resolved'>;

/** What breaks, who writes it, and who reads it. */
export interface Break {
  problems: Problem[];
  writer: Message;
  reader?: Message;
  /** The request or answer of the document that this change makes. */
  here?: Message;
}

const side = (message: Message) => ({
  shape: message.shape,
  strict: message.strict,
  open: message.open === true,
  known: message.known ?? 'used',
});

/**
 * What `reading` cannot take of what `writing` puts in, and could take of what `before` was: the writers that these readers
 * lived with. Readers that are not in the repository are stood in for by what was written before.
 */
export function newBreaks(
  writing: readonly Message[],
  reading: readonly Message[],
  before: readonly Message[],
): Break[] {
  const breaks: Break[] = [];
  const readers = reading.filter((one) => Object.keys(one.shape).length > 0 || one.strict);
  for (const writer of writing) {
    for (const reader of readers) {
      const lived = new Set(before.flatMap((one) => unreadable(side(one), side(reader)).map(problemKey)));
      const problems = unreadable(side(writer), side(reader)).filter((problem) => !lived.has(problemKey(problem)));
      if (problems.length > 0) breaks.push({ problems, writer, reader });
    }
    if (reading.length > 0) continue;
    const known = before.filter((one) => Object.keys(one.shape).length > 0);
    if (known.length === 0) continue;
    const [first, ...rest] = known.map((one) => unreadable(side(writer), asReader(side(one))));
    const everywhere = (first ?? []).filter((problem) =>
      rest.every((list) => list.some((other) => problemKey(other) === problemKey(problem))),
    );
    if (everywhere.length > 0) breaks.push({ problems: everywhere, writer });
  }
  return breaks;
}

/** Messages of one name; readers that take all of them count when there is no other, or when a schema or type says what they take. */
export function ofOneName(all: readonly Message[], name: string | undefined, names: number): Message[] {
  return all.filter((one) =>
    one.message === name
      ? true
      : one.direction === 'read' && one.message === undefined && (names <= 1 || one.known !== 'used'),
  );
}

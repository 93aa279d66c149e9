import type { Fact } from '../../core/fact';
import type { Evidence, Fix } from '../../core/finding';
import { compareSpans, type Span } from '../../core/span';
import { wordsOf } from '../../knowledge/secretNames';
import { addAtSlot, addToDotenv } from './variable';

export type Literal = Fact<'literal.found'>;
export type Known = Fact<'literal.resolved'>;

/** The value itself names one environment, or the network, vendor's instance or account of one. */
export function belongsToOneEnvironment(literal: Literal): boolean {
  return (
    literal.shows !== undefined ||
    literal.private === true ||
    literal.managed === true ||
    (literal.strong === true && literal.class === 'url')
  );
}

/** The other places of one value, and where constants among them are used. */
export function literalEvidence(literals: readonly Literal[]): Evidence[] {
  const [first, ...others] = literals;
  if (!first) return [];
  return [
    ...(first.usedAt ? [{ at: first.usedAt, note: 'is used here' }] : []),
    ...others.slice(0, 5).map((other) => ({ at: other.at, note: 'also written here' })),
  ];
}

/** Name of a variable that could hold the value: from the name beside it, else from its host. */
export function variableName(literal: Literal, ending: string): string {
  const upper = (text: string) =>
    wordsOf(text)
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .toUpperCase();
  const named = literal.key === undefined ? '' : upper(literal.key);
  const general = /^(?:|URL|URI|HOST|HOSTNAME|ENDPOINT|BASE_URL|ISSUER|PASS|PASSWORD|SECRET|KEY|TOKEN|U|X)$/.test(
    named,
  );
  if (!general) return named;
  const [label = ''] = (literal.host ?? '').split('.');
  const host = literal.local ? 'SERVICE' : /^\d|^\[/.test(label) ? '' : upper(label);
  const end = named === '' || named === 'U' || named === 'X' ? ending : named;
  return [host, end].filter((part) => part !== '').join('_') || ending;
}

/** Replaces a whole literal by a variable, and lists the variable where the others are listed. */
export function extractToEnv(literal: Literal, known: readonly Known[], ending: string): Fix[] {
  // Of a template or a chain the text is only the beginning.
  if (!literal.whole || literal.variable !== undefined) return [];
  const beside = known.find((fact) => compareSpans(fact.at, literal.at) === 0);
  // What is built into a bundle is public: a secret has no place in it under any name.
  if (beside?.builtIn !== undefined && literal.class === 'secret') return [];
  const start = beside?.builtIn ?? 'process.env.';
  const prefix = start.slice(start.lastIndexOf('.') + 1);
  const name = prefix + variableName(literal, ending);
  const read = `${start.slice(0, start.length - prefix.length)}${name}${/\.[cm]?tsx?$/.test(literal.at.file) ? '!' : ''}`;
  const [declare] = addToDotenv(name, beside?.listed ?? emptyFile('.env.example'), '');
  // Built in when the image is, not given when it starts.
  const slots = (prefix === '' ? (beside?.slots ?? []) : []).flatMap((slot) =>
    addAtSlot(name, slot, literal.class === 'secret'),
  );
  return [
    {
      title: `Read it from ${name}`,
      safe: false,
      edits: [{ at: literal.at, text: read }, ...(declare?.edits ?? []), ...slots],
    },
  ];
}

function emptyFile(file: string): Span {
  return { file, start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

/** Long hosts keep both ends, so that a sentence about them stays short. */
export function short(text: string, most = 52): string {
  return text.length <= most ? text : `${text.slice(0, most - 22)}…${text.slice(-21)}`;
}

import type { Fact } from '../../core/fact';

type Read = Fact<'flag.read'>;

const wordsOf = (text: string) =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.toLowerCase());

/** A key for a feature in the spelling of a key that is asked for already: `new-cart`, `newCart`, `FEATURE_NEW_CART`. */
export function keyFor(like: Read, feature: string, reads: readonly Read[]): string {
  const words = wordsOf(feature);
  const key = spelled(like.key, words, like.library === 'environment');
  const taken = new Set(reads.map((read) => read.key));
  return taken.has(key) ? spelled(like.key, [...words, 'v2'], like.library === 'environment') : key;
}

function spelled(like: string, words: readonly string[], isVariable: boolean): string {
  if (isVariable) {
    const upper = words.join('_').toUpperCase();
    const before = /^(?:FEATURE_FLAG|FEATURE|FF|FLAG|ENABLE)_/.exec(like)?.[0];
    return before ? `${before}${upper}` : /_ENABLED$/.test(like) ? `${upper}_ENABLED` : `FEATURE_${upper}`;
  }
  if (/^[A-Z0-9]+(?:_[A-Z0-9]+)*$/.test(like)) return words.join('_').toUpperCase();
  if (like.includes('_')) return words.join('_');
  if (/^[a-z]+[A-Z]/.test(like)) return words.map((word, i) => (i === 0 ? word : capital(word))).join('');
  if (/^[A-Z][a-z]/.test(like)) return words.map(capital).join('');
  return words.join(like.includes('.') && !like.includes('-') ? '.' : '-');
}

const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);

const quiet =
  /^(?:api|v\d+|index|main|app|server|src|default|routes?|handlers?|controllers?|jobs?|crons?|tasks?|consumers?|workers?|schedules?)$/i;

/** What a route is about: the last words of its path that stand in it as they are. */
export function featureOfPath(path: string): string {
  return path
    .split(/[/.]/)
    .filter((part) => /^[A-Za-z]/.test(part) && !quiet.test(part))
    .slice(-2)
    .join(' ');
}

/** What a function is about: its own name, otherwise that of its file. */
export function featureOfFunction(symbol: string, file: string): string {
  const name = symbol.split(/[/.]/).findLast((part) => /^[A-Za-z]\w*$/.test(part) && !quiet.test(part));
  if (name !== undefined && !/^(?:handler?|run|execute|process|perform|callback)$/i.test(name)) return name;
  const parts = file.replace(/(?:\.\w+)+$/, '').split('/');
  return parts.findLast((part) => !quiet.test(part)) ?? '';
}

/** Both files see the same packages and aliases, as far as their paths tell: one service of a repository. */
export function isInOnePackage(one: string, other: string): boolean {
  const root = (file: string) =>
    /^(?:(?:apps|packages|services|libs|modules)\/[^/]+|[^/]+)(?=\/)/.exec(file)?.[0] ?? '';
  return root(one) === root(other);
}

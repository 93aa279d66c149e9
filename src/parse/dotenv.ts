import { once, type Source } from '../core/source';

/** One assignment of a .env file. Offsets are UTF-16 units. */
export interface DotenvEntry {
  key: string;
  /** As dotenv reads it: quotes removed, `\n` and `\r` unfolded in double quotes, a comment after it cut off. */
  value: string;
  quote: '"' | "'" | '`' | 'none';
  exported: boolean;
  keyStart: number;
  keyEnd: number;
  /** The value as it is written, quotes included. */
  valueStart: number;
  valueEnd: number;
  /** Text of the comment behind the value, without `#`. */
  comment?: string;
  /** A `#` that is not preceded by a blank: dotenv cuts the value there, compose keeps it. */
  hashInside: boolean;
}

export interface DotenvDocument {
  entries: DotenvEntry[];
  /** Lines that no reader understands. */
  ignored: { start: number; end: number; text: string }[];
}

const keyPattern = /([ \t]*)(export[ \t]+)?([\w.-]+)([ \t]*)(=[ \t]*|:[ \t]+)/y;

/**
 * Reads a .env file with the semantics of dotenv: `KEY=value`, `export KEY=value`, `KEY: value`, three sorts of quotes that may
 * span lines, comments after a value. A later assignment wins; all are kept, for the rules that look for repeated keys.
 */
export const parseDotenv = once((source: Source): DotenvDocument => {
  const { text } = source;
  const entries: DotenvEntry[] = [];
  const ignored: DotenvDocument['ignored'] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const lineEnd = endOfLine(text, at);
    keyPattern.lastIndex = at;
    const match = keyPattern.exec(text);
    if (!match || keyPattern.lastIndex > lineEnd) {
      const line = text.slice(at, lineEnd);
      if (!/^\s*(?:#|$)/.test(line)) ignored.push({ start: at, end: lineEnd, text: line });
      at = nextLine(text, lineEnd);
      continue;
    }
    const [, indent = '', exported, key = ''] = match;
    const keyStart = at + indent.length + (exported?.length ?? 0);
    const entry = readValue(text, keyPattern.lastIndex, lineEnd);
    entries.push({ key, exported: exported !== undefined, keyStart, keyEnd: keyStart + key.length, ...entry });
    at = nextLine(text, endOfLine(text, entry.valueEnd));
  }
  return { entries, ignored };
});

function readValue(
  text: string,
  start: number,
  lineEnd: number,
): Omit<DotenvEntry, 'key' | 'exported' | 'keyStart' | 'keyEnd'> {
  const quote = text[start];
  if (quote === '"' || quote === "'" || quote === '`') {
    const close = closing(text, start, quote);
    if (close !== -1) {
      const rest = text.slice(close + 1, endOfLine(text, close));
      const inside = text.slice(start + 1, close);
      const comment = commentOf(rest);
      return {
        value: quote === '"' ? unfolded(inside) : inside,
        quote,
        valueStart: start,
        valueEnd: close + 1,
        hashInside: false,
        ...(comment === undefined ? {} : { comment }),
      };
    }
  }
  const raw = text.slice(start, lineEnd);
  const hash = raw.indexOf('#');
  const value = (hash === -1 ? raw : raw.slice(0, hash)).trim();
  const comment = commentOf(hash === -1 ? '' : raw.slice(hash));
  const bare = value.replace(/^(['"`])([\s\S]*)\1$/, '$2');
  return {
    // dotenv goes by the first character, also where the closing quote is missing.
    value: value.startsWith('"') ? unfolded(bare) : bare,
    quote: 'none',
    valueStart: start,
    valueEnd: start + value.length,
    hashInside: hash > 0 && !/\s/.test(raw[hash - 1] ?? ''),
    ...(comment === undefined ? {} : { comment }),
  };
}

function unfolded(text: string): string {
  return text.replace(/\\n/g, '\n').replace(/\\r/g, '\r');
}

/** Nothing but a comment stands behind the quote: otherwise dotenv reads the whole line as an unquoted value. */
function endsValue(text: string, quote: number): boolean {
  let at = quote + 1;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at >= text.length || text[at] === '#' || text[at] === '\n' || (text[at] === '\r' && text[at + 1] === '\n');
}

/** Offset of the quote that closes the one at `start`, or -1. Where no other does, the last escaped one closes. */
function closing(text: string, start: number, quote: string): number {
  let escaped = -1;
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\' && text[at + 1] === quote) {
      at++;
      if (endsValue(text, at)) escaped = at;
    } else if (text[at] === quote) return endsValue(text, at) ? at : escaped;
  }
  return escaped;
}

function commentOf(rest: string): string | undefined {
  const hash = rest.indexOf('#');
  return hash === -1 ? undefined : rest.slice(hash + 1).trim();
}

/** Offset of the line's end, before its `\r\n` or `\n`. */
function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  const end = at === -1 ? text.length : at;
  return end > from && text[end - 1] === '\r' ? end - 1 : end;
}

function nextLine(text: string, lineEnd: number): number {
  const at = text.indexOf('\n', lineEnd);
  return at === -1 ? text.length : at + 1;
}

import { once, type Source } from '../core/source';
import { lineStarts } from '../core/span';
import type { Entry, ScalarTree, Tree, TreeDoc } from '../core/tree';

/** `resource "aws_lb" "web" { … }`. Offsets are UTF-16 units of the file. */
export interface HclBlock extends HclBody {
  type: string;
  labels: string[];
  doc: TreeDoc;
  start: number;
  /** Behind the closing brace. */
  end: number;
  /** End of the header, before the opening brace. */
  headEnd: number;
}

export interface HclBody {
  attributes: Entry[];
  blocks: HclBlock[];
}

export interface HclDocument {
  body: HclBody;
  error?: { reason: string; start: number };
}

/**
 * Reads HCL without evaluating it: literals, lists, objects, heredocs and `jsonencode(…)` become trees; every other expression stays
 * as its text, marked as computed. A reader of our own, because the grammar in WebAssembly can only be loaded asynchronously and
 * extraction is not. Never throws; what stands before a mistake is kept.
 */
export const parseHcl = once((source: Source): HclDocument => {
  const doc: TreeDoc = { file: source.path, lines: lineStarts(source.text) };
  const reader = createReader(source.text, doc);
  try {
    const body = reader.body(true, 0);
    const error = reader.error();
    return error ? { body, error } : { body };
  } catch (failure) {
    const reason = failure instanceof RangeError ? 'nested too deeply' : (failure as Error).message;
    return { body: { attributes: [], blocks: [] }, error: { reason: `HCL: ${reason}`, start: 0 } };
  }
});

const deepest = 60;

function createReader(text: string, doc: TreeDoc) {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let failure: { reason: string; start: number } | undefined;
  const fail = (what: string) => {
    failure ??= { reason: `HCL: ${what}`, start: at };
    at = text.length;
  };

  /** Skips blanks and comments, and newlines where `lines` says so. */
  const skip = (lines: boolean) => {
    for (;;) {
      const char = text[at];
      if (char === ' ' || char === '\t' || char === '\r' || (lines && char === '\n')) at++;
      else if (char === '#' || (char === '/' && text[at + 1] === '/')) {
        const end = text.indexOf('\n', at);
        at = end === -1 ? text.length : end;
      } else if (char === '/' && text[at + 1] === '*') {
        const end = text.indexOf('*/', at + 2);
        at = end === -1 ? text.length : end + 2;
      } else return;
    }
  };
  const word = (): string => {
    const match = /^[A-Za-z_][\w-]*/.exec(text.slice(at, at + 200));
    if (match) at += match[0].length;
    return match?.[0] ?? '';
  };
  /** Behind the quote that closes the string at `from`; `${ … }` inside may hold strings of its own. */
  const endOfString = (from: number): number => {
    let i = from + 1;
    while (i < text.length) {
      const char = text[i];
      if (char === '\\') i += 2;
      else if (char === '"') return i + 1;
      else if (char === '\n') return i;
      else if ((char === '$' || char === '%') && text[i + 1] === '{' && text[i - 1] !== char)
        i = endOfInterpolation(i + 1);
      else i++;
    }
    return text.length;
  };
  const endOfInterpolation = (from: number): number => {
    let depth = 0;
    for (let i = from; i < text.length; i++) {
      const char = text[i];
      if (char === '"') i = endOfString(i) - 1;
      else if (char === '{') depth++;
      else if (char === '}' && --depth === 0) return i + 1;
      else if (char === '\n') return i;
    }
    return text.length;
  };
  const scalar = (
    start: number,
    end: number,
    value: ScalarTree['value'],
    quoted: boolean,
    template = false,
  ): ScalarTree => ({
    is: 'scalar',
    doc,
    start,
    end,
    value,
    quoted,
    ...(template ? { template } : {}),
  });
  const string = (): ScalarTree => {
    const start = at;
    at = endOfString(at);
    const inside = text.slice(start + 1, text[at - 1] === '"' && at > start + 1 ? at - 1 : at);
    const template = /(?<!\$)\$\{|(?<!%)%\{/.test(inside);
    const plain = inside
      .replace(/\$\$\{/g, '${')
      .replace(/\\(["\\nrt])/g, (_, c: string) => ({ n: '\n', r: '\r', t: '\t' })[c] ?? c);
    return scalar(start, at, template ? inside : plain, true, template);
  };
  const heredoc = (): ScalarTree | undefined => {
    const match = /^<<(-?)([A-Za-z_][\w-]*)[ \t]*\r?\n/.exec(text.slice(at, at + 200));
    if (!match) return undefined;
    const from = at + match[0].length;
    for (let line = from; line <= text.length; ) {
      const newline = text.indexOf('\n', line);
      const end = newline === -1 ? text.length : newline;
      if (text.slice(line, end).trim() === match[2]) {
        at = end;
        const content = text.slice(from, line);
        return scalar(from, Math.max(from, line - 1), content, true, /(?<!\$)\$\{/.test(content));
      }
      if (newline === -1) break;
      line = newline + 1;
    }
    fail('a heredoc without its end');
    return scalar(from, text.length, null, false);
  };

  /** One expression; ends before a newline, comma or closing bracket that is not its own. */
  const expression = (depth: number): Tree => {
    skip(depth > 0);
    const start = at;
    if (depth > deepest) {
      fail('nested too deeply');
      return scalar(start, start, null, false);
    }
    const value = primary(depth);
    if (value) {
      const end = at;
      skip(false);
      if (
        at >= text.length ||
        /[\n,\])}#]/.test(text[at] ?? '') ||
        text.startsWith('//', at) ||
        text.startsWith('/*', at)
      ) {
        at = Math.max(end, at);
        return value;
      }
    }
    at = start;
    const end = endOfExpression(depth);
    at = end;
    return scalar(start, end, text.slice(start, end).trim(), false, true);
  };
  const primary = (depth: number): Tree | undefined => {
    const start = at;
    const char = text[at] ?? '';
    if (char === '"') return string();
    if (char === '<' && text[at + 1] === '<') return heredoc();
    if (char === '[') return list(depth);
    if (char === '{') return object(depth);
    const number = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(text.slice(at, at + 40))?.[0];
    if (number) {
      at += number.length;
      return scalar(start, at, Number(number), false);
    }
    const name = word();
    if (name === 'true' || name === 'false') return scalar(start, at, name === 'true', false);
    if (name === 'null') return scalar(start, at, null, false);
    if (
      /^(?:jsonencode|yamlencode|tolist|tomap|toset|tostring|tonumber|sensitive|nonsensitive)$/.test(name) &&
      text[at] === '('
    ) {
      at++;
      const inner = expression(depth + 1);
      skip(true);
      if (text[at] === ')') {
        at++;
        return inner;
      }
    }
    return undefined;
  };
  const list = (depth: number): Tree | undefined => {
    const start = at++;
    const items: Tree[] = [];
    skip(true);
    if (/^for\s/.test(text.slice(at, at + 4))) return undefined;
    for (;;) {
      skip(true);
      if (text[at] === ']') {
        at++;
        return { is: 'list', doc, start, end: at, items };
      }
      const before = at;
      items.push(expression(depth + 1));
      skip(true);
      if (text[at] === ',') at++;
      else if (text[at] !== ']' || at === before) return undefined;
    }
  };
  const object = (depth: number): Tree | undefined => {
    const start = at++;
    const entries: Entry[] = [];
    skip(true);
    if (/^for\s/.test(text.slice(at, at + 4))) return undefined;
    for (;;) {
      skip(true);
      if (text[at] === ',') at++;
      skip(true);
      if (text[at] === '}') {
        at++;
        return { is: 'map', doc, start, end: at, entries };
      }
      const keyStart = at;
      let key: string;
      if (text[at] === '"') key = String(string().value);
      else if (text[at] === '(') {
        at = endOfBrackets(at);
        key = text.slice(keyStart, at);
      } else key = word();
      const keyEnd = at;
      skip(false);
      if (key === '' || (text[at] !== '=' && text[at] !== ':')) return undefined;
      at++;
      const value = expression(depth + 1);
      entries.push({ key, value, keyStart, keyEnd, doc });
    }
  };
  const endOfBrackets = (from: number): number => {
    let depth = 0;
    for (let i = from; i < text.length; i++) {
      const char = text[i];
      if (char === '"') i = endOfString(i) - 1;
      else if (char === '#' || (char === '/' && text[i + 1] === '/')) {
        const end = text.indexOf('\n', i);
        i = end === -1 ? text.length : end;
      } else if (char === '(' || char === '[' || char === '{') depth++;
      else if ((char === ')' || char === ']' || char === '}') && --depth <= 0) return i + 1;
    }
    return text.length;
  };
  /** End of an expression that is not understood. */
  const endOfExpression = (depth: number): number => {
    let i = at;
    while (i < text.length) {
      const char = text[i];
      if (char === '"') i = endOfString(i);
      else if (char === '<' && /^<<-?[A-Za-z_]/.test(text.slice(i, i + 4))) {
        at = i;
        if (!heredoc()) i++;
        else i = at;
      } else if (char === '(' || char === '[' || char === '{') i = endOfBrackets(i);
      else if (char === ')' || char === ']' || char === '}') return i;
      else if (char === '\n') {
        // A condition or an operator goes on in the next line.
        const next =
          /^\s*(?:[?:]|&&|\|\|)/.test(text.slice(i, i + 200)) ||
          /(?:[?:=+*/-]|&&|\|\|)\s*$/.test(text.slice(Math.max(0, i - 40), i));
        if (!next) return i;
        i++;
      } else if (char === ',' && depth > 0) return i;
      else if (char === '#') {
        const end = text.indexOf('\n', i);
        return end === -1 ? text.length : i;
      } else i++;
    }
    return text.length;
  };

  const body = (top: boolean, depth: number): HclBody => {
    const result: HclBody = { attributes: [], blocks: [] };
    for (;;) {
      skip(true);
      if (at >= text.length) {
        if (!top) fail('a block without its closing brace');
        return result;
      }
      if (text[at] === '}') {
        if (top) fail('a closing brace too many');
        return result;
      }
      const start = at;
      const key = text[at] === '"' ? String(string().value) : word();
      const keyEnd = at;
      skip(false);
      if (key === '') {
        fail(`unexpected "${text[at] ?? ''}"`);
        return result;
      }
      if ((text[at] === '=' || text[at] === ':') && text[at + 1] !== '=') {
        at++;
        const value = expression(0);
        result.attributes.push({ key, value, keyStart: start, keyEnd, doc });
        continue;
      }
      const labels: string[] = [];
      while (text[at] === '"' || /[A-Za-z_]/.test(text[at] ?? '')) {
        labels.push(text[at] === '"' ? String(string().value) : word());
        skip(false);
      }
      if (text[at] !== '{' || depth > deepest) {
        fail(text[at] === '{' ? 'nested too deeply' : `an attribute or a block was expected behind "${key}"`);
        return result;
      }
      const headEnd = at;
      at++;
      const inner = body(false, depth + 1);
      if (text[at] === '}') at++;
      result.blocks.push({ type: key, labels, doc, start, end: at, headEnd, ...inner });
    }
  };

  return { body, error: () => failure };
}

export function attributeOf(block: HclBody | undefined, key: string): Entry | undefined {
  return block?.attributes.findLast((entry) => entry.key === key);
}

/** Blocks of a type directly inside; `dynamic "env"` counts as a block whose content is computed. */
export function blocksOf(block: HclBody | undefined, type: string): HclBlock[] {
  return block?.blocks.filter((inner) => inner.type === type) ?? [];
}

export function isDynamic(block: HclBody, type: string): boolean {
  return block.blocks.some((inner) => inner.type === 'dynamic' && inner.labels[0] === type);
}

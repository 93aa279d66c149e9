import type { Entry, ListTree, MapTree, Tree } from '../core/tree';

/** An expression that stood where a value or a part of it stands. Offsets are UTF-16 units; the masked text has the same ones. */
export interface TemplateMask {
  start: number;
  end: number;
}

/** A place where a template adds members that the file does not show. */
export interface Opening {
  offset: number;
  /** Column, from 0, at which the members are written. */
  indent: number;
  /** The expression without its braces. */
  expression: string;
}

export interface MaskedTemplate {
  text: string;
  masks: TemplateMask[];
  openings: Opening[];
}

export function isHelmTemplate(path: string, text: string): boolean {
  return /(?:^|\/)templates\/.*\.(?:ya?ml|tpl)$/i.test(path) && text.includes('{{');
}

const control =
  /^(?:if|else|end|range|with|define|template|block|break|continue)\b|^\/\*|^\$[\w]*\s*:?=|^(?:fail|required\s.*\|\s*fail)\b/;
const members = /^(?:include|toYaml|tpl|template|toJson)\b|\b(?:nindent|indent|toYaml)\b/;

/**
 * Makes a Helm template readable as YAML without rendering it, so that every place stays where it is: control actions become
 * blanks, both branches of a condition stay, an inline value becomes a bare word of the same length, and where a template adds
 * members its parent is open.
 */
export function maskTemplates(text: string): MaskedTemplate {
  const masks: TemplateMask[] = [];
  const openings: Opening[] = [];
  const out: string[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf('{{', at);
    if (start === -1) break;
    const end = endOfAction(text, start);
    out.push(text.slice(at, start));
    const action = text.slice(start, end);
    const expression = action.replace(/^\{\{-?\s*/, '').replace(/\s*-?\}\}$/, '');
    const lineStart = text.lastIndexOf('\n', start) + 1;
    const before = text.slice(lineStart, start);
    const alone = onlyActions(before) && onlyActions(text.slice(end, lineEnd(text, end)));
    if (control.test(expression) || expression === '') out.push(blank(action));
    else if (alone) {
      out.push(blank(action));
      const indent = /\bn?indent\s+(\d+)/.exec(expression);
      openings.push({
        offset: start,
        indent: indent ? Number(indent[1]) : (before.match(/^ */)?.[0].length ?? 0),
        expression,
      });
    } else {
      // `key: {{- toYaml .Values.x | nindent 8 }}` stands for a whole mapping; a word in its place keeps the key.
      out.push(word(action));
      masks.push({ start, end });
    }
    at = end;
  }
  out.push(text.slice(at));
  return { text: out.join(''), masks, openings };
}

/** Offset behind the `}}` that closes the action at `start`; strings and comments inside it may contain braces. */
function endOfAction(text: string, start: number): number {
  const comment = /^\{\{-?\s*\/\*/.test(text.slice(start, start + 12));
  if (comment) {
    const close = text.indexOf('*/', start);
    const end = close === -1 ? -1 : text.indexOf('}}', close);
    return end === -1 ? text.length : end + 2;
  }
  let quote = '';
  for (let at = start + 2; at < text.length; at++) {
    const char = text[at];
    if (quote) {
      if (char === '\\' && quote === '"') at++;
      else if (char === quote) quote = '';
      else if (char === '\n' && quote !== '`') quote = '';
    } else if (char === '"' || char === '`') quote = char;
    else if (char === '}' && text[at + 1] === '}') return at + 2;
  }
  return text.length;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function onlyActions(part: string): boolean {
  return part.replace(/\{\{(?:[^}]|\}(?!\}))*\}\}/g, '').trim() === '';
}

function blank(action: string): string {
  return action.replace(/[^\r\n]/g, ' ');
}

/** A bare word of the same length; it ends with the first line of the action. */
function word(action: string): string {
  const first = action.search(/[\r\n]/);
  return first === -1 ? 'x'.repeat(action.length) : 'x'.repeat(first) + blank(action.slice(first));
}

export function isMemberExpression(expression: string): boolean {
  return members.test(expression);
}

/** Marks the parents of openings in the tree that was read from the masked text. */
export function applyOpenings(tree: Tree, openings: readonly Opening[]): Tree {
  let result = tree;
  for (const opening of openings) result = openAt(result, opening) ?? result;
  return result;
}

/** The tree with the parent of the opening marked, or nothing when the opening is not below it. */
function openAt(tree: Tree, opening: Opening): Tree | undefined {
  if (tree.is === 'scalar') return undefined;
  const { lines } = tree.doc;
  if (tree.is === 'list') {
    const last = tree.items.findLastIndex((item) => item.start < opening.offset);
    const item = tree.items[last];
    if (item && columnOf(lines, item.start) <= opening.indent) {
      const inside = openAt(item, opening);
      if (inside) return { ...tree, items: tree.items.with(last, inside) } as ListTree;
    }
    return columnOf(lines, tree.start) === opening.indent || item ? { ...tree, open: true } : undefined;
  }
  const last = tree.entries.findLastIndex((entry) => entry.keyStart < opening.offset && entry.doc === tree.doc);
  const entry = tree.entries[last];
  if (!entry) return columnOf(lines, tree.start) === opening.indent ? { ...tree, open: true } : undefined;
  const column = columnOf(lines, entry.keyStart);
  if (column >= opening.indent) return { ...tree, open: true };
  const value = openValue(entry, opening);
  return { ...tree, entries: tree.entries.with(last, { ...entry, value }) } as MapTree;
}

function openValue(entry: Entry, opening: Opening): Tree {
  const { value, doc } = entry;
  if (value.is === 'scalar')
    return value.value === null
      ? { is: 'map', doc, start: opening.offset, end: opening.offset, entries: [], open: true }
      : value;
  return openAt(value, opening) ?? { ...value, open: true };
}

/** Column, from 0, of an offset. */
function columnOf(lines: readonly number[], offset: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return offset - (lines[low] ?? 0);
}

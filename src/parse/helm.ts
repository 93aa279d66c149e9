import type { Entry, Opened, TemplateRegion, Tree } from '../core/tree';

/** An expression that stands where a value or a part of it stands. The masked text has the same offsets, in UTF-16 units. */
export interface TemplateMask {
  start: number;
  end: number;
  expression: string;
}

/** A place where a template adds members that the file does not show. */
export interface Opening {
  offset: number;
  /** Column, from 0, at which the members are written. */
  indent: number;
  expression: string;
}

export interface MaskedTemplate {
  text: string;
  masks: TemplateMask[];
  openings: Opening[];
  regions: TemplateRegion[];
}

export function isHelmTemplate(path: string, text: string): boolean {
  return /(?:^|\/)templates\/.*\.(?:ya?ml|tpl)$/i.test(path) && text.includes('{{');
}

/** A named template that is one expression, as those of names and images are. */
export interface TemplateHelper {
  name: string;
  start: number;
  end: number;
  expression: string;
}

const helperPattern =
  /\{\{-?\s*define\s+"([^"\n]+)"\s*-?\}\}\s*\{\{-?\s*((?:"(?:[^"\\\n]|\\.)*"|`[^`]*`|[^{}"`])+?)\s*-?\}\}\s*\{\{-?\s*end\s*-?\}\}/g;

/** The named templates of a file whose whole text is one expression. */
export function helpersIn(text: string): TemplateHelper[] {
  return [...text.matchAll(helperPattern)].flatMap((match) => {
    const [whole, name = '', body = ''] = match;
    const expression = body.replace(/\s+/g, ' ').trim();
    if (/^(?:if|range|with|template|block|\/\*|\$\w*\s*:?=)/.test(expression)) return [];
    return [{ name, start: match.index, end: match.index + whole.length, expression }];
  });
}

/** A block that is open while the template is read. */
interface Block {
  sort: 'if' | 'with' | 'range' | 'other';
  /** What `.` stands for outside of it. */
  dotBefore: string;
  /** Conditions of the branches before the current one. */
  earlier: string[];
  current: string | undefined;
  from: number;
  range?: { over: string; id: string };
}

/** `.` of a named template: whatever it is given, so nothing that a file alone could tell. */
const unknownDot = '.?';

/**
 * Makes a Helm template readable as YAML without rendering it, so that every place stays where it is: control actions become
 * blanks, both branches of a condition stay, an inline value becomes a bare word of the same length, and where a template adds
 * members its parent is open. Expressions come out with `with` blocks and plain variables resolved.
 */
export function maskTemplates(text: string): MaskedTemplate {
  const result: MaskedTemplate = { text: '', masks: [], openings: [], regions: [] };
  const out: string[] = [];
  const blocks: Block[] = [];
  const variables = new Map<string, string>([['$', '.']]);
  let ranges = 0;
  let dot = '.';
  let at = 0;

  const closeBranch = (block: Block, end: number) => {
    if (block.range) result.regions.push({ start: block.from, end, tests: [], range: block.range });
    if (block.sort === 'other' || block.sort === 'range') return;
    const tests = [
      ...block.earlier.map((test) => ({ test, holds: false })),
      ...(block.current === undefined ? [] : [{ test: block.current, holds: true }]),
    ];
    if (tests.length > 0) result.regions.push({ start: block.from, end, tests });
  };
  const open = (sort: Block['sort'], current: string | undefined, from: number, next: string) => {
    blocks.push({ sort, dotBefore: dot, earlier: [], current, from });
    dot = next;
  };

  for (;;) {
    const start = text.indexOf('{{', at);
    if (start === -1) break;
    const end = endOfAction(text, start);
    out.push(text.slice(at, start));
    at = end;
    const action = text.slice(start, end);
    const written = action
      .replace(/^\{\{-?\s*/, '')
      .replace(/\s*-?\}\}$/, '')
      .replace(/\s+/g, ' ');
    const [, keyword = '', rest = ''] =
      /^(if|else|end|range|with|define|template|block|break|continue)\b\s*(.*)$/.exec(written) ?? [];
    const assigned = /^(\$\w*)\s*:?=\s*(.*)$/.exec(written);
    if (keyword === 'if') open('if', absolute(rest, dot, variables), end, dot);
    else if (keyword === 'with') {
      const value = absolute(rest.replace(/^\$\w+\s*:=\s*/, ''), dot, variables);
      open('with', value, end, isPath(value) ? value : unknownDot);
    } else if (keyword === 'range') {
      const id = `${ranges++}`;
      const range = rangeOf(rest, id, dot, variables);
      open('range', undefined, end, `$~${id}`);
      (blocks.at(-1) as Block).range = range;
    } else if (keyword === 'define' || keyword === 'block') open('other', undefined, end, unknownDot);
    else if (keyword === 'else') {
      const block = blocks.at(-1);
      if (block) {
        closeBranch(block, start);
        if (block.current !== undefined) block.earlier.push(block.current);
        const condition = /^(?:if|with)\s+(.*)$/.exec(rest)?.[1];
        dot = block.dotBefore;
        block.current = condition === undefined ? undefined : absolute(condition, dot, variables);
        block.from = end;
      }
    } else if (keyword === 'end') {
      const block = blocks.pop();
      if (block) {
        closeBranch(block, start);
        dot = block.dotBefore;
      }
    } else if (assigned) variables.set(assigned[1] ?? '', absolute(assigned[2] ?? '', dot, variables));
    else if ((keyword === '' || keyword === 'template') && written !== '' && !/^(?:\/\*|fail\b)/.test(written)) {
      const expression = absolute(keyword === '' ? written : `include ${rest}`, dot, variables);
      const lineStart = text.lastIndexOf('\n', start) + 1;
      const before = text.slice(lineStart, start);
      if (!onlyActions(before) || !onlyActions(text.slice(end, lineEnd(text, end)))) {
        // `key: {{- toYaml .Values.x | nindent 8 }}` stands for a whole mapping; a word in its place keeps the key.
        out.push(word(action));
        result.masks.push({ start, end, expression });
        continue;
      }
      const indent = /\bn?indent (\d+)/.exec(expression)?.[1];
      result.openings.push({
        offset: start,
        indent: indent ? Number(indent) : (/^ */.exec(before)?.[0].length ?? 0),
        expression,
      });
    }
    out.push(blank(action));
  }
  out.push(text.slice(at));
  result.text = out.join('');
  result.regions.sort((a, b) => a.start - b.start || b.end - a.end);
  return result;
}

/** `range $key, $value := .Values.env`: the members by the names that the block gives them. */
function rangeOf(rest: string, id: string, dot: string, variables: Map<string, string>): { over: string; id: string } {
  const [, key, value, list = ''] = /^(?:(\$\w+)\s*,\s*)?(?:(\$\w+)\s*:?=\s*)?(.*)$/.exec(rest) ?? [];
  const over = absolute(list, dot, variables);
  if (key) variables.set(key, `$~${id}k`);
  if (value) variables.set(value, `$~${id}`);
  return { over, id };
}

const isPath = (expression: string) => /^\$?(?:\.[\w-]+)+$/.test(expression);

/** The expression as it would be written at the top of the file: `.` and plain variables replaced by what they stand for. */
function absolute(expression: string, dot: string, variables: ReadonlyMap<string, string>): string {
  return expression
    .replace(/"(?:[^"\\]|\\.)*"|`[^`]*`|(\$\w*)?((?:\.[\w-]+)+|\.(?![\w.]))?/g, (whole: string, variable, path) => {
      if (whole === '' || whole[0] === '"' || whole[0] === '`') return whole;
      const root = variable === undefined ? dot : variables.get(variable);
      const tail = path === undefined || path === '.' ? '' : String(path);
      if (root === undefined) return whole;
      if (variable !== undefined && tail !== '' && !/^\.|^\$/.test(root)) return `${unknownDot}${tail}`;
      if (variable === undefined && path === undefined) return whole;
      return root === '.' ? tail || '.' : `${root}${tail}`;
    })
    .trim();
}

/** Offset behind the `}}` that closes the action at `start`; strings and comments inside it may contain braces. */
function endOfAction(text: string, start: number): number {
  if (/^\{\{-?\s*\/\*/.test(text.slice(start, start + 12))) {
    const close = text.indexOf('*/', start);
    const end = close === -1 ? -1 : text.indexOf('}}', close);
    return end === -1 ? text.length : end + 2;
  }
  let quote = '';
  for (let at = start + 2; at < text.length; at++) {
    const char = text[at];
    if (quote) {
      if (char === '\\' && quote === '"') at++;
      else if (char === quote || (char === '\n' && quote !== '`')) quote = '';
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

/** Marks the parents of openings in the tree that was read from the masked text. */
export function applyOpenings(tree: Tree, openings: readonly Opening[], from: number, to: number): Tree {
  let result = tree;
  for (const opening of openings)
    if (opening.offset >= from && opening.offset < to) result = openAt(result, opening) ?? result;
  return result;
}

const openedBy = ({ expression, offset }: Opening): Opened => ({ expression, at: offset });

/** The tree with the parent of the opening marked, or nothing when the opening is not below it. */
function openAt(tree: Tree, opening: Opening): Tree | undefined {
  if (tree.is === 'scalar') return undefined;
  const { lines } = tree.doc;
  const opened = () => ({ ...tree, open: [...(tree.open ?? []), openedBy(opening)] });
  if (tree.is === 'list') {
    const last = tree.items.findLastIndex((item) => item.start < opening.offset);
    const item = tree.items[last];
    if (item && columnOf(lines, item.start) <= opening.indent) {
      const inside = openAt(item, opening);
      if (inside) return { ...tree, items: tree.items.with(last, inside) };
    }
    return opened();
  }
  const last = tree.entries.findLastIndex((entry) => entry.keyStart < opening.offset && entry.doc === tree.doc);
  const entry = tree.entries[last];
  if (!entry || columnOf(lines, entry.keyStart) >= opening.indent) return opened();
  return { ...tree, entries: tree.entries.with(last, { ...entry, value: openValue(entry, opening) }) };
}

function openValue(entry: Entry, opening: Opening): Tree {
  const { value, doc } = entry;
  if (value.is !== 'scalar') return openAt(value, opening) ?? value;
  if (value.value !== null) return value;
  const { offset } = opening;
  return { is: 'map', doc, start: offset, end: offset, entries: [], open: [openedBy(opening)] };
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

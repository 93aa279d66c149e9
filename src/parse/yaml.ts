import { once, type Source } from '../core/source';
import { lineStarts } from '../core/span';
import { type Entry, type ScalarTree, spanOf, type TemplateRegion, type Tree, type TreeDoc } from '../core/tree';
import { applyOpenings, isHelmTemplate, maskTemplates, type TemplateMask } from './helm';

/** One document of a YAML stream. A broken one has no tree: half of a document would prove things that are not so. */
export interface YamlDocument {
  tree?: Tree;
  /** UTF-16 offsets of the document in the file. */
  start: number;
  end: number;
  error?: { reason: string; start: number; end: number };
  /** Conditions of a template that this document or parts of it depend on. */
  regions: readonly TemplateRegion[];
}

/** More nodes than any hand-written file, each counted as often as its aliases repeat it: whoever walks the tree meets it that often. */
const mostNodes = 200_000;

/**
 * Reads a YAML stream: anchors and merge keys are resolved, repeated keys kept. Helm templates are masked first, so that
 * every place is right. Never throws.
 */
export const parseYaml = once((source: Source): readonly YamlDocument[] => {
  const { text } = source;
  const masked = isHelmTemplate(source.path, text) ? maskTemplates(text) : undefined;
  const doc: TreeDoc = { file: source.path, lines: lineStarts(text) };
  if (isTooDeep(text)) {
    const error = { reason: 'YAML: nested too deeply', start: 0, end: 0 };
    return [{ start: 0, end: text.length, regions: [], error }];
  }
  try {
    const yaml = require('yaml') as typeof import('yaml');
    const documents = yaml.parseAllDocuments(masked?.text ?? text, {
      uniqueKeys: false,
      keepSourceTokens: false,
      logLevel: 'silent',
      prettyErrors: false,
      strict: false,
    });
    if (!Array.isArray(documents)) return [];
    return documents.map((document, index) => {
      const start = document.range?.[0] ?? 0;
      const end = documents[index + 1]?.range?.[0] ?? text.length;
      const regions = masked?.regions.filter((region) => region.start < end && region.end > start) ?? [];
      const failure = document.errors[0];
      if (failure) {
        const [from, to] = failure.pos;
        return {
          start,
          end,
          regions,
          error: { reason: `YAML: ${failure.message.split('\n')[0]}`, start: from, end: to },
        };
      }
      if (document.contents === null) return { start, end, regions };
      const tree = convert(yaml, document, doc, text, masked?.masks ?? []);
      return { tree: masked ? applyOpenings(tree, masked.openings, start, end) : tree, start, end, regions };
    });
  } catch (error) {
    const reason = `YAML: ${error instanceof RangeError ? 'nested too deeply' : (error as Error).message}`;
    return [{ start: 0, end: text.length, regions: [], error: { reason, start: 0, end: 0 } }];
  }
});

const deepest = 100;

/**
 * Whether the parser, which calls itself for each level, would run out of stack. It is asked before, because close to the limit the
 * engine can abort the process instead of throwing: compiling an expression needs stack too.
 */
export function isTooDeep(text: string): boolean {
  let flow = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 91 || code === 123) {
      if (++flow > deepest * 5) return true;
    } else if ((code === 93 || code === 125) && flow > 0) flow--;
  }
  const indents: number[] = [];
  for (const match of text.matchAll(/^( *)((?:[-?] +)*)(?=[^\s#])/gm)) {
    const [, blanks = '', dashes = ''] = match;
    while ((indents.at(-1) ?? -1) >= blanks.length) indents.pop();
    indents.push(blanks.length);
    if (indents.length + dashes.length / 2 > deepest * 2) return true;
  }
  return false;
}

type Yaml = typeof import('yaml');
type Parsed = import('yaml').Document.Parsed;

function convert(yaml: Yaml, document: Parsed, doc: TreeDoc, text: string, masks: readonly TemplateMask[]): Tree {
  const anchors = new Map<string, unknown>();
  const done = new Map<unknown, { tree: Tree; size: number }>();
  const open = new Set<unknown>();
  let nodes = 0;

  const nothing = (at: number): ScalarTree => ({
    is: 'scalar',
    doc,
    start: at,
    end: at,
    value: null,
    quoted: false,
  });
  /** Index of the first mask that starts at or behind an offset. */
  const firstMask = (from: number): number => {
    let low = 0;
    let high = masks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((masks[middle] as TemplateMask).start < from) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  /** The text with its expressions, as they read at the top of the file; nothing when there is none. */
  const templateIn = (start: number, end: number): string | undefined => {
    let index = firstMask(start);
    let at = start;
    let written = '';
    for (let mask = masks[index]; mask && mask.start < end; mask = masks[++index]) {
      written += `${text.slice(at, mask.start)}{{ ${mask.expression} }}`;
      at = mask.end;
    }
    return at === start ? undefined : written + text.slice(at, Math.max(at, end));
  };
  const scalar = (node: import('yaml').Scalar, fallback: number): ScalarTree => {
    const [start, valueEnd] = node.range ?? [fallback, fallback, fallback];
    const end = Math.max(start, valueEnd);
    const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
    const block = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
    const template = templateIn(quoted ? start + 1 : start, quoted ? end - 1 : end);
    if (template !== undefined)
      return { is: 'scalar', doc, start, end, value: block ? template : template.trim(), quoted, template: true };
    const { value } = node;
    const plain =
      value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? value
        : String(value);
    // `tag: 1.10` is 1.1 as a number and 1.10 to whoever wrote it; numbers keep their own text where the two differ.
    const kept =
      typeof plain === 'number' && node.source !== undefined && String(plain) !== node.source ? node.source : plain;
    return { is: 'scalar', doc, start, end, value: kept, quoted: quoted || block };
  };
  const count = (more: number) => {
    nodes += more;
    if (nodes > mostNodes) throw new Error('more nodes than a document of people has');
  };
  const walk = (node: unknown, fallback: number): Tree => {
    const before = nodes;
    count(1);
    if (yaml.isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined || open.has(target)) return nothing(node.range?.[0] ?? fallback);
      const known = done.get(target);
      if (known) {
        count(known.size);
        return known.tree;
      }
      return walk(target, fallback);
    }
    if (yaml.isScalar(node)) {
      if (node.anchor) anchors.set(node.anchor, node);
      return scalar(node, fallback);
    }
    if (!yaml.isMap(node) && !yaml.isSeq(node)) return nothing(fallback);
    if (node.anchor) anchors.set(node.anchor, node);
    open.add(node);
    const [start, valueEnd] = node.range ?? [fallback, fallback, fallback];
    let end = Math.max(start, valueEnd);
    let tree: Tree;
    if (yaml.isSeq(node)) {
      const items = node.items.map((item) => walk(item, start));
      tree = { is: 'list', doc, start, end, items };
    } else {
      const merged: Entry[] = [];
      const own: Entry[] = [];
      for (const pair of node.items) {
        const key = yaml.isScalar(pair.key) ? scalar(pair.key, start) : nothing(start);
        const value = pair.value === null || pair.value === undefined ? nothing(key.end) : walk(pair.value, key.end);
        if (key.value === '<<' && !key.quoted && value.is !== 'scalar') {
          for (const from of value.is === 'list' ? [...value.items].reverse() : [value])
            if (from.is === 'map') merged.push(...from.entries);
          count(merged.length);
          continue;
        }
        own.push({ key: String(key.value ?? ''), value, keyStart: key.start, keyEnd: key.end, doc });
      }
      const names = new Set(own.map((entry) => entry.key));
      tree = { is: 'map', doc, start, end, entries: [...merged.filter((entry) => !names.has(entry.key)), ...own] };
    }
    // The range of a block collection runs to the next token; a squiggle ends with its last character.
    while (end > start && /\s/.test(text[end - 1] ?? '')) end--;
    tree = { ...tree, end };
    open.delete(node);
    done.set(node, { tree, size: nodes - before });
    return tree;
  };
  return walk(document.contents, 0);
}

/** Trees of the documents that could be read. */
export function yamlTrees(source: Source): Tree[] {
  return parseYaml(source).flatMap((document) => (document.tree ? [document.tree] : []));
}

/** Documents inside a block scalar of another file, such as an inline patch; places are those of the outer file. */
export function yamlTreesWithin(text: string, scalar: Tree): Tree[] {
  // Everything around the scalar becomes blank, so that the indentation and every offset stay.
  const newline = text.indexOf('\n', scalar.start);
  const block = /^[|>]/.test(text.slice(scalar.start, scalar.start + 1)) && newline !== -1 && newline < scalar.end;
  if (!block) return [];
  const before = text.slice(0, newline).replace(/[^\n]/g, ' ');
  const inside = before + text.slice(newline, scalar.end);
  return yamlTrees({
    path: scalar.doc.file,
    text: inside,
    span: (start, end) => spanOf({ doc: scalar.doc, start, end }),
  });
}

import { once, type Source } from '../core/source';
import { lineStarts } from '../core/span';
import type { Entry, MapTree, Tree, TreeDoc } from '../core/tree';

export interface TomlDocument {
  tree?: MapTree;
  error?: { reason: string; start: number; end: number };
}

type Content = import('toml-eslint-parser').AST.TOMLContentNode;
type KeyValue = import('toml-eslint-parser').AST.TOMLKeyValue;
type KeyPart = import('toml-eslint-parser').AST.TOMLKey['keys'][number];

/** A table while it is put together: dotted keys and headers add to it from several places. */
interface Table {
  is: 'map';
  doc: TreeDoc;
  start: number;
  end: number;
  entries: (Entry & { value: Tree | Table | Tables })[];
}
interface Tables {
  is: 'list';
  doc: TreeDoc;
  start: number;
  end: number;
  items: (Tree | Table)[];
}

/** Reads TOML into nested tables. Never throws; a broken text has no tree. */
export const parseToml = once((source: Source): TomlDocument => {
  const doc: TreeDoc = { file: source.path, lines: lineStarts(source.text) };
  try {
    const toml = require('toml-eslint-parser') as typeof import('toml-eslint-parser');
    const program = toml.parseTOML(source.text);
    const root: Table = { is: 'map', doc, start: 0, end: source.text.length, entries: [] };
    for (const node of program.body[0].body) {
      if (node.type === 'TOMLKeyValue') place(root, node, doc);
      else tableOf(root, node, doc);
    }
    return { tree: root as MapTree };
  } catch (error) {
    const at = (error as { index?: number }).index ?? 0;
    const reason = `TOML: ${error instanceof RangeError ? 'nested too deeply' : (error as Error).message}`;
    return { error: { reason, start: at, end: at } };
  }
});

function nameOf(part: KeyPart): string {
  return part.type === 'TOMLBare' ? part.name : part.value;
}

function tableOf(root: Table, node: import('toml-eslint-parser').AST.TOMLTable, doc: TreeDoc): void {
  const keys = node.key.keys;
  const last = keys.at(-1);
  if (!last) return;
  const parent = descend(root, keys.slice(0, -1), doc);
  const [start, end] = node.range;
  let table: Table;
  if (node.kind === 'array') {
    table = { is: 'map', doc, start, end, entries: [] };
    const known = parent.entries.find((entry) => entry.key === nameOf(last))?.value as Tables | undefined;
    if (known?.is === 'list') {
      known.items.push(table);
      known.end = end;
    } else add(parent, last, { is: 'list', doc, start, end, items: [table] }, doc);
  } else table = descend(parent, [last], doc);
  table.end = Math.max(table.end, end);
  for (const pair of node.body) place(table, pair, doc);
}

function place(table: Table, node: KeyValue, doc: TreeDoc): void {
  const keys = node.key.keys;
  const last = keys.at(-1);
  if (last) add(descend(table, keys.slice(0, -1), doc), last, convert(node.value, doc), doc);
}

function add(table: Table, key: KeyPart, value: Tree | Table | Tables, doc: TreeDoc): void {
  table.entries.push({ key: nameOf(key), value: value as Tree, keyStart: key.range[0], keyEnd: key.range[1], doc });
}

/** Walks into tables by key, making those that are not there; of a list of tables the last one is meant. */
function descend(from: Table, keys: readonly KeyPart[], doc: TreeDoc): Table {
  let at = from;
  for (const key of keys) {
    let value = at.entries.find((entry) => entry.key === nameOf(key))?.value as Tree | Table | Tables | undefined;
    if (value?.is === 'list') value = value.items.at(-1);
    if (value?.is !== 'map') {
      value = { is: 'map', doc, start: key.range[0], end: key.range[1], entries: [] };
      add(at, key, value, doc);
    }
    at = value as Table;
  }
  return at;
}

function convert(node: Content, doc: TreeDoc): Tree {
  const [start, end] = node.range;
  if (node.type === 'TOMLArray')
    return { is: 'list', doc, start, end, items: node.elements.map((element) => convert(element, doc)) };
  if (node.type === 'TOMLInlineTable') {
    const table: Table = { is: 'map', doc, start, end, entries: [] };
    for (const pair of node.body) place(table, pair, doc);
    return table as MapTree;
  }
  const value = node.value instanceof Date ? node.value.toISOString() : node.value;
  const plain = typeof value === 'bigint' ? Number(value) : value;
  return { is: 'scalar', doc, start, end, value: plain, quoted: node.kind === 'string' };
}

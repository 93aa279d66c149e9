import { type Span, spanAt } from './span';

/**
 * A declarative document (YAML, JSON, TOML, the literals of HCL) as plain data with places.
 * For such files the document itself is the data: unlike a syntax tree of code it may leave the file that it was read from,
 * because what runs in an environment is composed of several of them.
 */
export interface TreeDoc {
  readonly file: string;
  /** Line starts of the file's text. */
  readonly lines: readonly number[];
}

interface Node {
  readonly doc: TreeDoc;
  /** UTF-16 offsets in the file; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface Entry {
  readonly key: string;
  readonly value: Tree;
  /** Place of the key. */
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly doc: TreeDoc;
}

/** An expression of a template that adds members, and where it stands. */
export interface Opened {
  readonly expression: string;
  readonly at: number;
}

export interface MapTree extends Node {
  readonly is: 'map';
  readonly entries: readonly Entry[];
  /** What adds members that the file does not show. With one, an absence proves nothing. */
  readonly open?: readonly Opened[];
}

export interface ListTree extends Node {
  readonly is: 'list';
  readonly items: readonly Tree[];
  readonly open?: readonly Opened[];
}

export interface ScalarTree extends Node {
  readonly is: 'scalar';
  /** For a template, its text with the expressions as they are written. */
  readonly value: string | number | boolean | null;
  readonly quoted: boolean;
  /** The value, or a part of it, is computed by an expression of a template language. */
  readonly template?: true;
}

export type Tree = MapTree | ListTree | ScalarTree;

/** A part of a template that is there only under a condition. Offsets are UTF-16 units of the file. */
export interface TemplateRegion {
  readonly start: number;
  readonly end: number;
  /** All of them must hold: `{ test: '.Values.hpa.enabled', holds: false }`. */
  readonly tests: readonly { test: string; holds: boolean }[];
  /** Repeated for every member of `over`, which its expressions know as `$~id`, and its key as `$~idk`. */
  readonly range?: { readonly over: string; readonly id: string };
}

export function spanOf(node: { doc: TreeDoc; start: number; end: number }): Span {
  return spanAt(node.doc.file, node.doc.lines, node.start, node.end);
}

/** From the key to the end of its value. */
export function entrySpan(entry: Entry): Span {
  return entry.value.doc === entry.doc && entry.value.end >= entry.keyEnd
    ? spanAt(entry.doc.file, entry.doc.lines, entry.keyStart, entry.value.end)
    : keySpan(entry);
}

export function keySpan(entry: Entry): Span {
  return spanAt(entry.doc.file, entry.doc.lines, entry.keyStart, entry.keyEnd);
}

/** The entry of a key; of repeated keys the last, as parsers of configuration do. */
export function entryOf(tree: Tree | undefined, key: string): Entry | undefined {
  if (tree?.is !== 'map') return undefined;
  for (let i = tree.entries.length - 1; i >= 0; i--) if (tree.entries[i]?.key === key) return tree.entries[i];
  return undefined;
}

/** The value at a path of keys and list positions. */
export function get(tree: Tree | undefined, ...path: (string | number)[]): Tree | undefined {
  let at = tree;
  for (const step of path)
    at = typeof step === 'number' ? (at?.is === 'list' ? at.items[step] : undefined) : entryOf(at, step)?.value;
  return at;
}

/** Entries of a map, of repeated keys the last; nothing for anything else. */
export function entriesOf(tree: Tree | undefined): readonly Entry[] {
  if (tree?.is !== 'map') return [];
  const last = new Map<string, Entry>();
  for (const entry of tree.entries) last.set(entry.key, entry);
  return last.size === tree.entries.length ? tree.entries : [...last.values()];
}

export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  return tree?.is === 'list' ? tree.items : [];
}

/** A scalar as text; nothing for null, maps, lists and computed values. */
export function textOf(tree: Tree | undefined): string | undefined {
  return tree?.is === 'scalar' && !tree.template && tree.value !== null ? String(tree.value) : undefined;
}

/** A scalar as it is written, templates included. */
export function writtenOf(tree: Tree | undefined): string | undefined {
  return tree?.is === 'scalar' && tree.value !== null ? String(tree.value) : undefined;
}

export function numberOf(tree: Tree | undefined): number | undefined {
  if (tree?.is !== 'scalar' || tree.template) return undefined;
  if (typeof tree.value === 'number') return Number.isFinite(tree.value) ? tree.value : undefined;
  return typeof tree.value === 'string' && /^-?\d+(?:\.\d+)?$/.test(tree.value) ? Number(tree.value) : undefined;
}

export function flagOf(tree: Tree | undefined): boolean | undefined {
  if (tree?.is !== 'scalar' || tree.template) return undefined;
  if (typeof tree.value === 'boolean') return tree.value;
  return tree.value === 'true' ? true : tree.value === 'false' ? false : undefined;
}

/** Texts of a list, or the one text that stands for a list of one. */
export function textsOf(tree: Tree | undefined): string[] {
  const one = textOf(tree);
  return one !== undefined ? [one] : itemsOf(tree).flatMap((item) => textOf(item) ?? []);
}

export function isNull(tree: Tree | undefined): boolean {
  return tree?.is === 'scalar' && tree.value === null;
}

/** Members that the file does not show may be here. */
export function isOpen(tree: Tree | undefined): boolean {
  return tree?.is === 'scalar' ? tree.template === true : tree?.open !== undefined;
}

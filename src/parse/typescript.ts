import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { once, type Source, sizeLimits } from '../core/source';
import { fileSpan, type Span } from '../core/span';

export type { TSESTree } from '@typescript-eslint/typescript-estree';

export type Node = TSESTree.Node;
/** Node type by its name: `NodeOf<'CallExpression'>`. */
type ByType = { [N in Node as `${N['type']}`]: N };
export type NodeType = keyof ByType;
export type NodeOf<T extends NodeType> = ByType[T];

/**
 * One parsed file of TypeScript or JavaScript. Every node but the program has its `parent`.
 * The nodes were sorted by type in the one walk that the file gets: ask for them with `of` instead of walking again.
 */
export interface Code {
  readonly ast: TSESTree.Program;
  /** All nodes of a type, outer before inner, in the order of the text. */
  of<T extends NodeType>(type: T): readonly NodeOf<T>[];
  /** Those of them that stand in a node, itself included; found without looking at the others. */
  inside<T extends NodeType>(type: T, outer: Node): readonly NodeOf<T>[];
}

export type ParsedCode = (Code & { unread?: never }) | { ast?: never; unread: { reason: string; at: Span } };

/**
 * Reads TypeScript or JavaScript; one parse for all extractors of a file. Never throws.
 * `loc` is on because taking it away again costs the parser a walk of its own; offsets are in `range`.
 */
export const parseTypeScript: (source: Source) => ParsedCode = once((source) => {
  if (source.text.length > sizeLimits.code)
    return { unread: { reason: `larger than ${sizeLimits.code / 1024} KiB`, at: fileSpan(source.path) } };
  const script = /\.[cm]?js$/.test(source.path);
  const jsx = script || source.path.endsWith('x');
  try {
    return indexed(parseText(source.text, jsx));
  } catch (error) {
    // `<T>value` is an element to one grammar and a cast to the other.
    if (script) {
      try {
        return indexed(parseText(source.text, false));
      } catch {
        // The first error is the better one.
      }
    }
    return { unread: unreadOf(error, source) };
  }
});

function parseText(text: string, jsx: boolean): TSESTree.Program {
  const { parse } =
    require('@typescript-eslint/typescript-estree') as typeof import('@typescript-eslint/typescript-estree');
  return parse(text, {
    allowInvalidAST: true,
    comment: false,
    jsDocParsingMode: 'none',
    jsx,
    loc: true,
    loggerFn: false,
    range: true,
    suppressDeprecatedPropertyWarnings: true,
    tokens: false,
  }) as unknown as TSESTree.Program;
}

/** Fields of a node that hold no node, or lead back up. */
const notChildren = new Set(['type', 'range', 'loc', 'parent']);

function indexed(ast: TSESTree.Program): Code {
  const byType = new Map<string, Node[]>();
  const sorted = new Set<string>();
  const open: Node[] = [ast];
  for (let node = open.pop(); node; node = open.pop()) {
    const same = byType.get(node.type);
    if (same) same.push(node);
    else byType.set(node.type, [node]);
    const fields = node as unknown as Record<string, unknown>;
    for (const field in fields) {
      const child = fields[field];
      if (typeof child !== 'object' || child === null || notChildren.has(field)) continue;
      if (!Array.isArray(child)) adopt(child, node, open);
      else for (const item of child) if (item) adopt(item, node, open);
    }
  }
  const of = (type: NodeType): readonly Node[] => {
    const nodes = byType.get(type) ?? [];
    if (!sorted.has(type)) {
      nodes.sort((a, b) => a.range[0] - b.range[0] || b.range[1] - a.range[1]);
      sorted.add(type);
    }
    return nodes;
  };
  return {
    ast,
    of: <T extends NodeType>(type: T) => of(type) as readonly Node[] as readonly NodeOf<T>[],
    inside: <T extends NodeType>(type: T, outer: Node) =>
      between(of(type), outer.range, (node) => node) as readonly Node[] as readonly NodeOf<T>[],
  };
}

/** Of things in the order of the text, those whose node lies in a range. */
export function between<T>(
  sorted: readonly T[],
  [start, end]: readonly [number, number],
  nodeOf: (one: T) => Node,
): T[] {
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (nodeOf(sorted[middle] as T).range[0] < start) low = middle + 1;
    else high = middle;
  }
  const found: T[] = [];
  for (let at = low; at < sorted.length; at++) {
    const one = sorted[at] as T;
    const { range } = nodeOf(one);
    if (range[0] > end) break;
    if (range[1] <= end) found.push(one);
  }
  return found;
}

function adopt(child: object, parent: Node, open: Node[]): void {
  if (typeof (child as Node).type !== 'string') return;
  (child as { parent?: Node }).parent = parent;
  open.push(child as Node);
}

function unreadOf(error: unknown, source: Source): { reason: string; at: Span } {
  if (error instanceof RangeError) return { reason: 'nested too deeply', at: fileSpan(source.path) };
  const { message, location } = error as { message: string; location?: { start: { offset: number } } };
  const at = location?.start.offset;
  const reason = `syntax: ${message.split('\n', 1)[0]}`;
  return { reason, at: at === undefined ? fileSpan(source.path) : source.span(at, at + 1) };
}

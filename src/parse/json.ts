import { once, type Source } from '../core/source';
import { lineStarts } from '../core/span';
import type { Tree, TreeDoc } from '../core/tree';

export interface JsonDocument {
  tree?: Tree;
  error?: { reason: string; start: number; end: number };
}

/** Reads JSON with comments and trailing commas, as tools write it. Never throws; a broken text has no tree. */
export const parseJson = once((source: Source): JsonDocument => {
  const doc: TreeDoc = { file: source.path, lines: lineStarts(source.text) };
  return parseJsonAt(source.text, doc, 0);
});

/** JSON inside another file: `text` starts at the offset `base` of `doc`. */
export function parseJsonAt(text: string, doc: TreeDoc, base: number): JsonDocument {
  try {
    const jsonc = require('jsonc-parser') as typeof import('jsonc-parser');
    const errors: import('jsonc-parser').ParseError[] = [];
    const marked = text.charCodeAt(0) === 0xfeff;
    const root = jsonc.parseTree(marked ? ` ${text.slice(1)}` : text, errors, { allowTrailingComma: true });
    const [failure] = errors;
    if (failure || !root) {
      const reason = failure ? `JSON: ${words(jsonc.printParseErrorCode(failure.error))}` : 'JSON: empty';
      const at = base + (failure?.offset ?? 0);
      return { error: { reason, start: at, end: at + (failure?.length ?? 0) } };
    }
    return { tree: convert(root, doc, base) };
  } catch (error) {
    const reason = `JSON: ${error instanceof RangeError ? 'nested too deeply' : (error as Error).message}`;
    return { error: { reason, start: base, end: base } };
  }
}

/** `CloseBraceExpected` → `close brace expected`. */
function words(code: string): string {
  return code.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}

function convert(node: import('jsonc-parser').Node, doc: TreeDoc, base: number): Tree {
  const start = base + node.offset;
  const end = start + node.length;
  if (node.type === 'array')
    return { is: 'list', doc, start, end, items: (node.children ?? []).map((child) => convert(child, doc, base)) };
  if (node.type === 'object') {
    const entries = (node.children ?? []).flatMap(({ children: [key, value] = [] }) => {
      if (!key || !value) return [];
      const keyStart = base + key.offset;
      const keyEnd = keyStart + key.length;
      return [{ key: String(key.value), value: convert(value, doc, base), keyStart, keyEnd, doc }];
    });
    return { is: 'map', doc, start, end, entries };
  }
  return { is: 'scalar', doc, start, end, value: node.value ?? null, quoted: node.type === 'string' };
}

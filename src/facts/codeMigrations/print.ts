import { createPrint } from '../../parse/sql';
import type { Node } from '../../parse/typescript';

const notPart = new Set([
  'range',
  'loc',
  'parent',
  'raw',
  'directive',
  'typeAnnotation',
  'typeArguments',
  'returnType',
]);

/** Hash of code without comments, layout, quotes and types; `without` is left out. */
export function printOf(node: Node, without?: Node): string {
  const print = createPrint();
  const open: unknown[] = [node];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (Array.isArray(at)) {
      for (let i = at.length - 1; i >= 0; i--) if (at[i]) open.push(at[i]);
      continue;
    }
    if (typeof at !== 'object' || at === null) {
      print.add(String(at));
      continue;
    }
    if (at === without) continue;
    const fields = at as Record<string, unknown>;
    if (fields.type === 'ImportDeclaration' && fields.importKind === 'type') continue;
    const keys = Object.keys(fields);
    for (let i = keys.length - 1; i >= 0; i--) {
      const key = keys[i] as string;
      const value = fields[key];
      if (notPart.has(key) || value === null || value === undefined || value === false) continue;
      if (typeof value !== 'function') open.push(value);
    }
  }
  return print.text();
}

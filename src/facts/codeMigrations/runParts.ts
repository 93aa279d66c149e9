import type { Dialect } from '../../core/fact';
import type { Node } from '../../parse/typescript';
import { bare, keyOf } from '../code/nodes';
import type { FileScope } from '../code/scope';

/** The server that a condition names. */
export function dialectIn(text: string): { dialect?: Dialect } {
  const word = /\b(?:is)?(postgres\w*|pg|mysql2?|mariadb|(?:better-)?sqlite3?)\b/i.exec(text)?.[1]?.toLowerCase();
  if (!word) return {};
  if (word.startsWith('mysql')) return { dialect: 'mysql' };
  if (word === 'mariadb') return { dialect: 'mariadb' };
  return { dialect: word.includes('sqlite') ? 'sqlite' : 'postgresql' };
}

/** The text of a condition, and of the constant that it names. */
export function textOf(node: Node, scope: FileScope): string {
  const words: string[] = [];
  const open: { node: Node; depth: number }[] = [{ node, depth: 0 }];
  for (let next = open.pop(); next && words.length < 60; next = open.pop()) {
    const { node: at, depth } = next;
    if (at.type === 'Identifier') {
      words.push(at.name);
      const binding = depth < 2 ? scope.bindings.find(at.name, at) : undefined;
      const init = binding && scope.initOf(binding);
      if (init) open.push({ node: init, depth: depth + 1 });
      continue;
    }
    if (at.type === 'Literal') words.push(String(at.value));
    if (at.type === 'TemplateElement') words.push(at.value.raw);
    if (at.type === 'UnaryExpression' || at.type === 'BinaryExpression') words.push(at.operator);
    for (const child of childrenOf(at).reverse()) open.push({ node: child, depth });
  }
  return words.join(' ');
}

const notChildren = new Set(['type', 'range', 'loc', 'parent', 'typeAnnotation', 'typeArguments', 'returnType']);

export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    if (notChildren.has(key) || typeof value !== 'object' || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value])
      if (one && typeof (one as Node).type === 'string') children.push(one as Node);
  }
  return children;
}

export function leaves(node: Node): boolean {
  if (node.type === 'ReturnStatement') return true;
  return node.type === 'BlockStatement' && node.body.at(-1)?.type === 'ReturnStatement';
}

export function rootOf(node: Node): Node {
  let at = bare(node);
  while (at.type === 'MemberExpression') at = bare(at.object);
  return at;
}

export function unreadSql(node: Node | undefined): string {
  const call = node?.type === 'CallExpression' ? bare(node.callee) : undefined;
  const name = call?.type === 'MemberExpression' ? keyOf(call) : call?.type === 'Identifier' ? call.name : '';
  return /readFile|readSql|loadSql/i.test(name ?? '')
    ? 'the SQL is in another file'
    : 'SQL is put together at run time';
}

/** Calls that hand the connection on and change nothing. */
export const quiet =
  /^(?:console|logger|log|Logger|assert|JSON|Math|Object|Array|Promise|expect|Date|parseInt|Number|String|process)\b/;
export const asksWhetherItExists =
  /\bhas(?:Table|Column|Index|Constraint)|exists?\b|Exists\b|describe(?:Table)?\b|showAllTables|showIndex|getTable\b|findColumn|information_schema|pg_(?:type|indexes|constraint|class|tables)|pragma_|PRAGMA/;

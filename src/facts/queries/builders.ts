import type { Fact } from '../../core/fact';
import type { Source } from '../../core/source';
import type { Code, Node, NodeOf } from '../../parse/typescript';
import { argumentsOf, keyOf, stringOf } from '../code/nodes';

type Used = Fact<'column.used'>;

const tableMethods = new Map<string, 'read' | 'write'>([
  ['from', 'read'],
  ['table', 'read'],
  ['into', 'write'],
  ['selectFrom', 'read'],
  ['insertInto', 'write'],
  ['updateTable', 'write'],
  ['deleteFrom', 'write'],
  ['join', 'read'],
  ['leftJoin', 'read'],
  ['innerJoin', 'read'],
  ['rightJoin', 'read'],
]);
const columnMethods = new Map<string, 'read' | 'write'>([
  ...[
    'select',
    'column',
    'columns',
    'where',
    'andWhere',
    'orWhere',
    'whereIn',
    'whereNot',
    'whereNotIn',
    'whereNull',
    'whereNotNull',
    'whereBetween',
    'orderBy',
    'groupBy',
    'pluck',
    'first',
    'max',
    'min',
    'sum',
    'avg',
    'count',
    'countDistinct',
    'distinct',
    'returning',
    'onConflict',
    'whereRef',
  ].map((m) => [m, 'read'] as const),
  ...['insert', 'update', 'values', 'set', 'merge', 'increment', 'decrement'].map((m) => [m, 'write'] as const),
]);

/**
 * Knex and Kysely chains: `knex('orders').where({ status }).select('payment_ref')`, `db.selectFrom('orders').select([…])`.
 * A chain counts only when it names its table as a string.
 */
export function* builderUses(code: Code, source: Source): Iterable<Used> {
  for (const call of code.of('CallExpression')) {
    // The outermost call of a chain sees all of it.
    if (
      call.parent?.type === 'MemberExpression' &&
      call.parent.object === call &&
      call.parent.parent?.type === 'CallExpression'
    )
      continue;
    const chain = chainOf(call);
    const tables = chain.flatMap((link) => tableIn(link));
    if (tables.length === 0) continue;
    const names = [...new Set(tables.map((t) => t.table))].sort();
    for (const { node, table, access } of tables)
      yield { kind: 'column.used', at: source.span(...node.range), table, column: '*', access, via: 'builder' };
    const where = names.length === 1 ? { table: names[0] as string } : { among: names };
    for (const link of chain) {
      const access = link.name === undefined ? undefined : columnMethods.get(link.name);
      if (!access) continue;
      for (const { node, column, table, literal } of columnsIn(link.args)) {
        yield {
          kind: 'column.used',
          at: source.span(...node.range),
          column,
          access,
          via: 'builder',
          ...(table ? { table } : where),
          ...(literal === undefined ? {} : { literal }),
        };
      }
    }
  }
}

interface Link {
  name: string | undefined;
  args: readonly Node[];
  /** The thing called directly: `knex('orders')`. */
  root: boolean;
}

function chainOf(call: NodeOf<'CallExpression'>): Link[] {
  const chain: Link[] = [];
  let at: Node = call;
  while (at.type === 'CallExpression' && chain.length < 60) {
    const { callee }: { callee: Node } = at;
    const member: boolean = callee.type === 'MemberExpression';
    chain.push({
      name: callee.type === 'MemberExpression' ? keyOf(callee) : callee.type === 'Identifier' ? callee.name : undefined,
      args: argumentsOf(at),
      root: !member,
    });
    if (callee.type !== 'MemberExpression') break;
    at = callee.object;
  }
  return chain;
}

function tableIn(link: Link): { node: Node; table: string; access: 'read' | 'write' }[] {
  const access = link.root
    ? /^(?:knex|db|trx|tx|qb|database)$/i.test(link.name ?? '')
      ? 'read'
      : undefined
    : tableMethods.get(link.name ?? '');
  const [first] = link.args;
  const text = access && stringOf(first);
  if (!text || !first || !/^[\w."]+(?:\s+(?:as\s+)?\w+)?$/i.test(text)) return [];
  return [
    { node: first, table: (text.split(/\s+/)[0] as string).replace(/"/g, ''), access: access as 'read' | 'write' },
  ];
}

interface Named {
  node: Node;
  column: string;
  table?: string;
  literal?: string;
}

function* columnsIn(args: readonly Node[]): Iterable<Named> {
  for (const arg of args) {
    if (arg.type === 'ArrayExpression') yield* columnsIn(arg.elements.filter((e) => e !== null));
    else if (arg.type === 'ObjectExpression') {
      for (const property of arg.properties) {
        const key = property.type === 'Property' ? keyOf(property) : undefined;
        if (key === undefined || property.type !== 'Property') continue;
        const literal = stringOf(property.value);
        yield { node: property.key, ...split(key), ...(literal === undefined ? {} : { literal }) };
      }
    } else {
      const text = stringOf(arg);
      const name = text?.replace(/\s+as\s+\w+$/i, '');
      if (name && /^[\w.]+$/.test(name)) yield { node: arg, ...split(name) };
    }
  }
}

function split(name: string): { column: string; table?: string } {
  const at = name.lastIndexOf('.');
  return at === -1 ? { column: name } : { column: name.slice(at + 1), table: name.slice(0, at) };
}

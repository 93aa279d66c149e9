import type { Source } from '../../core/source';
import type { Code, Node, NodeOf } from '../../parse/typescript';
import { argumentsOf, bare, keyOf, memberPath, propertyOf } from '../code/nodes';
import { type FileScope, scopeOf } from '../code/scope';
import { type Access, fieldsIn, type Used, used } from './fields';

const via = 'drizzle';
/** Calls that take a table, and whether they write it. */
const takesTable = new Map<string, Access>([
  ['from', 'read'],
  ['insert', 'write'],
  ['update', 'write'],
  ['delete', 'write'],
  ['leftJoin', 'read'],
  ['innerJoin', 'read'],
  ['rightJoin', 'read'],
  ['fullJoin', 'read'],
  ['$count', 'read'],
]);

/**
 * Drizzle: `db.select().from(users).where(eq(users.email, x))`, `db.query.users.findMany({ columns })`, `db.insert(users).values({ … })`.
 * The model is the name of the table's constant; its declaration tells the table.
 */
export function* drizzleUses(code: Code, source: Source): Iterable<Used> {
  if (!code.of('ImportDeclaration').some((node) => /^drizzle-orm\b/.test(node.source.value))) {
    // The relational API needs no import: the client is somewhere else.
    for (const call of code.of('CallExpression')) yield* relational(call, source);
    return;
  }
  const scope = scopeOf(code);
  for (const call of code.of('CallExpression')) {
    yield* relational(call, source);
    if (call.callee.type !== 'MemberExpression') continue;
    const method = keyOf(call.callee) ?? '';
    const access = takesTable.get(method);
    const [first] = argumentsOf(call);
    const model = access && first && tableNamed(first);
    if (access && first && model) yield used(source, first.range, model, '*', access, via);
    if (method === 'set' || method === 'values') {
      const target = writtenTable(call.callee.object);
      if (target) yield* fieldsIn(first, target, 'write', via, source);
    } else if (method === 'onConflictDoUpdate' || method === 'onDuplicateKeyUpdate') {
      const target = writtenTable(call.callee.object);
      if (target) yield* fieldsIn(propertyOf(first, 'set'), target, 'write', via, source);
    }
  }
  for (const node of code.of('MemberExpression')) {
    if (node.parent.type === 'MemberExpression' && node.parent.object === node) continue;
    if (node.parent.type === 'CallExpression' && node.parent.callee === node) continue;
    const path = memberPath(node);
    const model = path?.at(-2);
    const field = path?.at(-1);
    if (!path || !model || !field || path.length > 3 || !isTable(node, path[0] as string, scope)) continue;
    yield used(source, node.range, model, field, 'read', via);
  }
}

/** The name at the start is imported, or a table that the file declares: not a row, a parameter or something of Drizzle itself. */
function isTable(node: Node, root: string, scope: FileScope): boolean {
  const binding = scope.bindings.find(root, node);
  if (binding?.sort === 'import') return !/^(?:node:|drizzle-orm)/.test(binding.from?.specifier ?? '');
  const init = binding?.sort === 'variable' ? binding.node : undefined;
  const made = init?.type === 'VariableDeclarator' ? init.init : undefined;
  return (
    made?.type === 'CallExpression' &&
    /(?:Table|table|TableCreator|alias\w*)$/.test(memberPath(made.callee)?.at(-1) ?? '')
  );
}

/** `users`, `schema.users`. */
function tableNamed(node: Node): string | undefined {
  const path = memberPath(node);
  return path && path.length <= 2 && path[0] !== 'this' ? path.at(-1) : undefined;
}

/** The table of `db.insert(users)` or `db.update(users)` at the start of a chain. */
function writtenTable(node: Node): string | undefined {
  let at = bare(node);
  while (at.type === 'CallExpression' && at.callee.type === 'MemberExpression') {
    const method = keyOf(at.callee);
    const [first] = argumentsOf(at);
    if ((method === 'insert' || method === 'update') && first) return tableNamed(first);
    at = bare(at.callee.object);
  }
  return undefined;
}

/** `db.query.users.findMany({ columns: { email: true }, with: { posts: true } })`. */
function* relational(call: NodeOf<'CallExpression'>, source: Source): Iterable<Used> {
  const path = call.callee.type === 'MemberExpression' ? memberPath(call.callee) : undefined;
  if (!path || !/^find(?:Many|First)$/.test(path.at(-1) ?? '') || path.at(-3) !== 'query') return;
  const model = path.at(-2) as string;
  yield used(source, call.callee.range, model, '*', 'read', via);
  const [args] = argumentsOf(call);
  for (const section of ['columns', 'with', 'where'])
    yield* fieldsIn(propertyOf(args, section), model, 'read', via, source);
}

import type { Fact } from '../../core/fact';
import type { Source } from '../../core/source';
import type { Code, Node } from '../../parse/typescript';
import { argumentsOf, keyOf, memberPath } from '../code/nodes';

type Used = Fact<'column.used'>;

const methods = new Map<string, 'read' | 'write'>([
  ...[
    'findMany',
    'findFirst',
    'findFirstOrThrow',
    'findUnique',
    'findUniqueOrThrow',
    'count',
    'aggregate',
    'groupBy',
  ].map((m) => [m, 'read'] as const),
  ...[
    'create',
    'createMany',
    'createManyAndReturn',
    'update',
    'updateMany',
    'updateManyAndReturn',
    'upsert',
    'delete',
    'deleteMany',
  ].map((m) => [m, 'write'] as const),
]);
/** Arguments that hold fields of the model; the value of `data`, `create`, `update` is written. */
const sections = new Map<string, 'read' | 'write'>([
  ['where', 'read'],
  ['select', 'read'],
  ['include', 'read'],
  ['omit', 'read'],
  ['orderBy', 'read'],
  ['distinct', 'read'],
  ['by', 'read'],
  ['_sum', 'read'],
  ['_avg', 'read'],
  ['_min', 'read'],
  ['_max', 'read'],
  ['_count', 'read'],
  ['cursor', 'read'],
  ['having', 'read'],
  ['data', 'write'],
  ['create', 'write'],
  ['update', 'write'],
]);
const operators =
  /^(?:AND|OR|NOT|is|isNot|some|every|none|equals|in|notIn|lt|lte|gt|gte|contains|startsWith|endsWith|not|has|hasSome|hasEvery|path|mode|search|set|increment|decrement|multiply|divide|push|connect|connectOrCreate|disconnect|delete|deleteMany|updateMany|upsert|createMany|skipDuplicates|take|skip)$/;

/** `prisma.user.findMany({ select: { email: true } })`: a model's method on a client. */
export function* prismaUses(code: Code, source: Source): Iterable<Used> {
  for (const call of code.of('CallExpression')) {
    if (call.callee.type !== 'MemberExpression') continue;
    const method = keyOf(call.callee);
    const access = method === undefined ? undefined : methods.get(method);
    if (!access) continue;
    const path = memberPath(call.callee);
    const model = path?.at(-2);
    const client = path?.at(-3);
    // `db.query.users` is Drizzle's.
    if (client === 'query') continue;
    if (!path || !model || !client || !/(?:prisma|db|tx|client|trx|transaction)/i.test(path.slice(0, -2).join('.')))
      continue;
    yield { kind: 'column.used', at: source.span(...call.callee.range), model, column: '*', access, via: 'prisma' };
    const [args] = argumentsOf(call);
    if (args?.type !== 'ObjectExpression') continue;
    for (const property of args.properties) {
      const key = property.type === 'Property' ? keyOf(property) : undefined;
      const how = key === undefined ? undefined : sections.get(key);
      if (property.type === 'Property' && how) yield* fields(property.value, model, how, source, 0);
    }
  }
}

/** Keys of a section. Below a relation the model is another one, so the name alone counts there. */
function* fields(
  node: Node,
  model: string | undefined,
  access: 'read' | 'write',
  source: Source,
  depth: number,
): Iterable<Used> {
  if (depth > 6) return;
  if (node.type === 'ArrayExpression') {
    for (const item of node.elements) {
      if (item?.type === 'Literal' && typeof item.value === 'string')
        yield used(source, item.range, model, item.value, access);
      else if (item) yield* fields(item, model, access, source, depth + 1);
    }
    return;
  }
  if (node.type !== 'ObjectExpression') return;
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      yield* fields(property.argument, model, access, source, depth + 1);
      continue;
    }
    const key = keyOf(property);
    if (key === undefined) continue;
    if (operators.test(key) || sections.has(key)) {
      yield* fields(property.value, model, sections.get(key) ?? access, source, depth + 1);
      continue;
    }
    const [only, ...more] = literalsIn(property.value);
    const field = used(source, property.key.range, model, key, access);
    yield only && more.length === 0 ? { ...field, literal: only.value } : field;
    if (more.length > 0)
      for (const literal of [only, ...more])
        if (literal) yield { ...used(source, literal.range, model, key, access), literal: literal.value };
    if (property.value.type === 'ObjectExpression' && !isFilter(property.value))
      yield* fields(property.value, undefined, access, source, depth + 1);
  }
}

/** Texts that a field is compared with or set to: `'PAID'`, `{ in: ['PAID', 'SENT'] }`. Only what may be the value of an enum. */
function literalsIn(node: Node): { value: string; range: [number, number] }[] {
  if (node.type === 'Literal' && typeof node.value === 'string')
    return /^\w+$/.test(node.value) ? [{ value: node.value, range: node.range }] : [];
  if (node.type === 'ArrayExpression') return node.elements.flatMap((item) => (item ? literalsIn(item) : []));
  if (node.type === 'ObjectExpression' && isFilter(node))
    return node.properties.flatMap((p) => (p.type === 'Property' ? literalsIn(p.value) : []));
  return [];
}

/** `{ gte: 5 }` belongs to the field itself. */
function isFilter(node: Node): boolean {
  return (
    node.type === 'ObjectExpression' &&
    node.properties.length > 0 &&
    node.properties.every(
      (p) =>
        p.type === 'Property' &&
        /^(?:equals|in|notIn|lt|lte|gt|gte|contains|startsWith|endsWith|not|has|mode|set|increment|decrement|sort|nulls)$/.test(
          keyOf(p) ?? '',
        ),
    )
  );
}

function used(
  source: Source,
  range: [number, number],
  model: string | undefined,
  column: string,
  access: 'read' | 'write',
): Used {
  return { kind: 'column.used', at: source.span(...range), column, access, via: 'prisma', ...(model ? { model } : {}) };
}

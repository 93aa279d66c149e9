import type { Source } from '../../core/source';
import type { Code, Node, NodeOf } from '../../parse/typescript';
import { argumentsOf, bare, keyOf, memberPath, propertyOf, settled, stringOf } from '../code/nodes';
import { scopeOf } from '../code/scope';
import { type Access, fieldsIn, type Used, used } from './fields';

const via = 'entity';
/** Where the arguments of a method hold fields: `where` itself, values that are written, options with sections. */
type Argument = 'where' | 'values' | 'options' | 'fields' | 'rest';

const methods: Readonly<Record<string, readonly Argument[]>> = {
  find: ['options'],
  findOne: ['options'],
  findOneOrFail: ['options'],
  findFirst: ['options'],
  findAll: ['options'],
  findAndCount: ['options'],
  findAndCountAll: ['options'],
  findByPk: ['rest', 'options'],
  findOrCreate: ['options'],
  findOrBuild: ['options'],
  findBy: ['where'],
  findOneBy: ['where'],
  findOneByOrFail: ['where'],
  findAndCountBy: ['where'],
  countBy: ['where'],
  existsBy: ['where'],
  count: ['options'],
  exists: ['options'],
  exist: ['options'],
  create: ['values'],
  build: ['values'],
  save: ['values'],
  insert: ['values'],
  insertMany: ['values'],
  bulkCreate: ['values', 'options'],
  upsert: ['values', 'fields'],
  update: ['values', 'options'],
  nativeUpdate: ['where', 'values'],
  nativeDelete: ['where'],
  delete: ['where'],
  softDelete: ['where'],
  destroy: ['options'],
  increment: ['fields', 'options'],
  decrement: ['fields', 'options'],
  sum: ['fields', 'options'],
  max: ['fields', 'options'],
  min: ['fields', 'options'],
  average: ['fields', 'where'],
  maximum: ['fields', 'where'],
  minimum: ['fields', 'where'],
};
const sections: readonly (readonly [string, Access])[] = [
  ['where', 'read'],
  ['select', 'read'],
  ['attributes', 'read'],
  ['fields', 'read'],
  ['order', 'read'],
  ['orderBy', 'read'],
  ['group', 'read'],
  ['relations', 'read'],
  ['populate', 'read'],
  ['defaults', 'write'],
  ['updateOnDuplicate', 'write'],
];
const writes =
  /^(?:create|build|save|insert|insertMany|bulkCreate|upsert|update|nativeUpdate|nativeDelete|delete|softDelete|destroy|increment|decrement)$/;
const managers = /^(?:em|entityManager|manager|orm|transactionalEntityManager|dataSource|connection)$/i;
const builderMethods =
  /^(?:select|addSelect|where|andWhere|orWhere|orderBy|addOrderBy|groupBy|addGroupBy|having|set|values|returning|orUpdate|whereInIds|leftJoin\w*|innerJoin\w*)$/;

/**
 * TypeORM and MikroORM repositories, entity managers and query builders, models of Sequelize: `repo.find({ where: { email } })`,
 * `em.findOne(User, { email })`, `User.findAll({ attributes: ['email'] })`.
 */
export function* entityUses(code: Code, source: Source): Iterable<Used> {
  const scope = scopeOf(code);
  const repositories = repositoriesIn(code);
  for (const call of code.of('CallExpression')) {
    if (call.callee.type !== 'MemberExpression') continue;
    const method = keyOf(call.callee) ?? '';
    if (method === 'createQueryBuilder') {
      yield* builder(call, receiverModel(call.callee.object, repositories, scope), source);
      continue;
    }
    const shape = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (!shape) continue;
    let args = argumentsOf(call);
    let order: readonly Argument[] = shape;
    let model = receiverModel(call.callee.object, repositories, scope);
    const [first] = args;
    if (!model && first?.type === 'Identifier' && isManager(call.callee.object) && /^[A-Z]/.test(first.name)) {
      model = first.name;
      args = args.slice(1);
      // MikroORM takes the condition first, TypeORM an object with `where`.
      if (/^find|^count/.test(method) && !propertyOf(args[0], 'where')) order = ['where', 'options'];
      if (method === 'update') order = ['where', 'values'];
    }
    if (!model) continue;
    if (method === 'update' && repositories.has(nameOf(call.callee.object) ?? '')) order = ['where', 'values'];
    const isWrite = writes.test(method);
    yield used(source, call.callee.range, model, '*', isWrite ? 'write' : 'read', via);
    for (const [i, arg] of args.entries()) {
      const sort = order[i];
      if (sort === 'where') yield* fieldsIn(objectOnly(arg), model, 'read', via, source);
      else if (sort === 'values') yield* fieldsIn(objectOnly(arg), model, 'write', via, source);
      else if (sort === 'fields') yield* fieldsIn(arg, model, isWrite ? 'write' : 'read', via, source);
      else if (sort === 'options')
        for (const [section, access] of sections)
          yield* fieldsIn(propertyOf(bare(arg), section), model, access, via, source);
    }
  }
}

function objectOnly(node: Node): Node | undefined {
  const at = bare(node);
  return at.type === 'ObjectExpression' || at.type === 'ArrayExpression' ? at : undefined;
}

function isManager(node: Node): boolean {
  return managers.test(nameOf(node) ?? '');
}

/** `userRepository` of `this.userRepository`, `em` of `this.em`, `em` of `orm.em.fork()`. */
function nameOf(node: Node): string | undefined {
  const at = settled(node);
  if (at.type === 'CallExpression' && at.callee.type === 'MemberExpression') return nameOf(at.callee.object);
  return memberPath(at)?.at(-1);
}

/** Names that hold the repository of an entity: by their type, their decorator or how they are made. */
function repositoriesIn(code: Code): Map<string, string> {
  const found = new Map<string, string>();
  for (const type of code.of('TSTypeReference')) {
    const name = type.typeName.type === 'Identifier' ? type.typeName.name : '';
    const entity = type.typeArguments?.params[0];
    if (!/Repository$/.test(name) || entity?.type !== 'TSTypeReference' || entity.typeName.type !== 'Identifier')
      continue;
    const holder = type.parent?.parent;
    if (holder?.type === 'Identifier') found.set(holder.name, entity.typeName.name);
    else if (holder?.type === 'PropertyDefinition') {
      const key = keyOf(holder);
      if (key !== undefined) found.set(key, entity.typeName.name);
    }
  }
  for (const node of code.of('VariableDeclarator')) {
    const model = node.init && node.id.type === 'Identifier' ? repositoryCall(node.init) : undefined;
    if (model && node.id.type === 'Identifier') found.set(node.id.name, model);
  }
  for (const node of code.of('AssignmentExpression')) {
    const model = repositoryCall(node.right);
    const name = model && memberPath(node.left)?.at(-1);
    if (model && name) found.set(name, model);
  }
  for (const node of code.of('PropertyDefinition')) {
    const model = node.value ? repositoryCall(node.value) : undefined;
    const key = keyOf(node);
    if (model && key !== undefined) found.set(key, model);
  }
  return found;
}

/** `dataSource.getRepository(User)`. */
function repositoryCall(node: Node): string | undefined {
  const at = settled(node);
  if (at.type !== 'CallExpression' || at.callee.type !== 'MemberExpression') return undefined;
  const [first] = at.arguments;
  return /^getRepository$|^getCustomRepository$/.test(keyOf(at.callee) ?? '') && first?.type === 'Identifier'
    ? first.name
    : undefined;
}

function receiverModel(
  node: Node,
  repositories: ReadonlyMap<string, string>,
  scope: ReturnType<typeof scopeOf>,
): string | undefined {
  const at = settled(node);
  const direct = repositoryCall(at);
  if (direct) return direct;
  if (at.type === 'Identifier' && /^[A-Z]/.test(at.name)) {
    const binding = scope.bindings.find(at.name, at);
    return binding && (binding.sort === 'import' || binding.sort === 'class' || binding.sort === 'variable')
      ? at.name
      : undefined;
  }
  // `User.scope('active').findAll()`, `User.unscoped().findOne()`.
  if (at.type === 'CallExpression' && at.callee.type === 'MemberExpression') {
    if (/^(?:scope|unscoped|withScope|schema)$/.test(keyOf(at.callee) ?? ''))
      return receiverModel(at.callee.object, repositories, scope);
    return undefined;
  }
  const path = memberPath(at);
  const name = path?.at(-1);
  if (!path || !name) return undefined;
  // `db.User`, `models.User`.
  if (path.length === 2 && /^(?:db|models|sequelize|database)$/.test(path[0] ?? '') && /^[A-Z]/.test(name)) return name;
  return repositories.get(name);
}

/** `repo.createQueryBuilder('u').where('u.email = :email').set({ … })`. */
function* builder(call: NodeOf<'CallExpression'>, from: string | undefined, source: Source): Iterable<Used> {
  const links: { name: string; args: readonly Node[] }[] = [];
  let at: Node = call;
  while (
    at.parent?.type === 'MemberExpression' &&
    at.parent.object === at &&
    at.parent.parent?.type === 'CallExpression'
  ) {
    const next: NodeOf<'CallExpression'> = at.parent.parent;
    links.push({ name: keyOf(at.parent) ?? '', args: argumentsOf(next) });
    at = next;
  }
  const [first, second] = argumentsOf(call);
  const named = links.find(
    ({ name, args }) => /^(?:from|update|into|insert|delete)$/.test(name) && args[0]?.type === 'Identifier',
  );
  const target = named?.args[0];
  const model = first?.type === 'Identifier' ? first.name : target?.type === 'Identifier' ? target.name : from;
  if (!model) return;
  const alias = stringOf(first?.type === 'Identifier' ? second : first) ?? stringOf(named?.args[1]) ?? model;
  const isWrite = links.some(({ name }) => /^(?:update|insert|delete|softDelete|set)$/.test(name));
  yield used(source, call.callee.range, model, '*', isWrite ? 'write' : 'read', via);
  for (const { name, args } of links) {
    if (!builderMethods.test(name)) continue;
    if (name === 'set' || name === 'values') yield* fieldsIn(args[0], model, 'write', via, source);
    else
      for (const arg of args.flatMap((one): readonly (Node | null)[] =>
        one.type === 'ArrayExpression' ? one.elements : [one],
      )) {
        const text = arg ? stringOf(arg) : undefined;
        if (!arg || text === undefined) {
          if (arg?.type === 'ObjectExpression') yield* fieldsIn(arg, model, 'read', via, source);
          continue;
        }
        for (const match of text.matchAll(/(?<![\w.:])(\w+)\.["'`]?(\w+)/g)) {
          if (match[1] !== alias) continue;
          const start = arg.range[0] + 1 + match.index;
          yield used(source, [start, start + match[0].length], model, match[2] as string, 'read', via);
        }
      }
  }
}

import { anyOf } from '../core/anyOf';
import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import type { Source } from '../core/source';
import { isProductPath } from '../knowledge/paths';
import { parsePrisma } from '../parse/prisma';
import { type Code, type Node, type NodeOf, parseTypeScript } from '../parse/typescript';
import { argumentsOf, decoratorOf, keyOf, propertyOf, stringOf } from './code/nodes';
import { plural, sequelizeColumns } from './models/sequelize';

const drizzleTable = anyOf(/\b(?:(?:pg|mysql|sqlite|singlestore)T|createT)able\s*\(/, /[tT]ableCreator\b/);
const sequelizeModel = /\bdefine\s*(?:<[^>]*>)?\(\s*['"]|\.init\s*\(\s*\{/;
const decorated = /@(?:Entity|Table)\s*\(|@Entity\b/;

const emits = ['column.declared', 'value.accepted', 'text.unread'] as const;

/** The columns and enums of a Prisma schema. Such a model names its columns in every query that does not select others. */
export const prismaModels: Extractor = {
  name: 'prismaModels',
  emits,
  files: /\.prisma$/,
  accepts: () => true,
  extract: fromPrisma,
};

/**
 * Columns that other object-relational mappers declare in code: Drizzle tables, TypeORM, MikroORM and Sequelize entities.
 * Asked for only where a pending migration takes a name away: a file that declares it holds it, in one of its spellings.
 */
export const models: Extractor = {
  name: 'models',
  when: 'vocabulary',
  vocabulary: 'schema',
  emits,
  files: /\.(?:[cm]?[jt]s|tsx)$/,
  accepts: (path, text) =>
    isProductPath(path) && (drizzleTable.test(text) || decorated.test(text) || sequelizeModel.test(text)),
  extract(source) {
    const code = parseTypeScript(source);
    if (code.unread)
      return [{ kind: 'text.unread', at: code.unread.at, reason: code.unread.reason, hides: ['column.declared'] }];
    return [
      ...drizzleColumns(code, source),
      ...entityColumns(code, source),
      ...(sequelizeModel.test(source.text) ? sequelizeColumns(code, source) : []),
    ];
  },
};

function fromPrisma(source: Source): Fact[] {
  const blocks = parsePrisma(source);
  const relations = new Set(blocks.filter((b) => b.sort !== 'enum').map((b) => b.name));
  const facts: Fact[] = [];
  for (const block of blocks) {
    if (block.sort === 'enum') {
      facts.push({
        kind: 'value.accepted',
        at: source.span(block.start, block.end),
        set: block.table,
        values: block.fields.map((f) => f.column),
        closed: true,
      });
      continue;
    }
    if (block.sort === 'type') continue;
    for (const field of block.fields) {
      if (relations.has(field.type)) continue;
      facts.push({
        kind: 'column.declared',
        at: source.span(field.start, field.end),
        table: block.table,
        column: field.column,
        type: field.type + (field.list ? '[]' : ''),
        nullable: field.optional,
        model: block.name,
        field: field.name,
      });
    }
  }
  return facts;
}

/** `export const users = pgTable('users', { email: text('email').notNull() })`. */
function* drizzleColumns(code: Code, source: Source): Iterable<Fact> {
  for (const call of code.of('CallExpression')) {
    const name =
      call.callee.type === 'Identifier'
        ? call.callee.name
        : call.callee.type === 'MemberExpression'
          ? keyOf(call.callee)
          : undefined;
    if (!name || !/(?:Table|table|TableCreator)$/.test(name)) continue;
    const [first, second] = argumentsOf(call);
    const table = stringOf(first);
    const shape = second && columnsObject(second);
    if (table === undefined || !shape) continue;
    const model =
      call.parent?.type === 'VariableDeclarator' && call.parent.id.type === 'Identifier'
        ? call.parent.id.name
        : undefined;
    for (const property of shape.properties) {
      const column = property.type === 'Property' ? drizzleColumn(property.value) : undefined;
      const field = property.type === 'Property' ? keyOf(property) : undefined;
      if (!column || field === undefined) continue;
      yield {
        kind: 'column.declared',
        at: source.span(...property.range),
        table,
        column: column.name ?? field,
        type: column.type,
        nullable: !column.notNull,
        field,
        ...(model ? { model } : {}),
      };
    }
  }
}

function columnsObject(node: Node): NodeOf<'ObjectExpression'> | undefined {
  if (node.type === 'ObjectExpression') return node;
  if (node.type === 'ArrowFunctionExpression' && node.body.type === 'ObjectExpression') return node.body;
  return undefined;
}

/** The innermost call of `text('email').notNull().default('')`. */
function drizzleColumn(node: Node): { name?: string; type: string; notNull: boolean } | undefined {
  let at: Node = node;
  let notNull = false;
  while (at.type === 'CallExpression' && at.callee.type === 'MemberExpression') {
    const method = keyOf(at.callee);
    if (method === 'notNull' || method === 'primaryKey') notNull = true;
    at = at.callee.object;
  }
  if (at.type !== 'CallExpression' || at.callee.type !== 'Identifier') return undefined;
  const name = stringOf(argumentsOf(at)[0]);
  return { type: at.callee.name, notNull, ...(name === undefined ? {} : { name }) };
}

const columnDecorators =
  /^(?:Column|PrimaryGeneratedColumn|PrimaryColumn|CreateDateColumn|UpdateDateColumn|DeleteDateColumn|VersionColumn|ObjectIdColumn|Property|PrimaryKey|Enum|ForeignKey)$/;

/** Classes with `@Entity()` or sequelize-typescript's `@Table()`. The side of a relation that holds the key has its column. */
function* entityColumns(code: Code, source: Source): Iterable<Fact> {
  for (const node of [...code.of('ClassDeclaration'), ...code.of('ClassExpression')]) {
    const entity = node.decorators.map(decoratorOf).find((d) => d && /^(?:Entity|Table)$/.test(d.name));
    const model = node.id?.name;
    if (!entity || !model) continue;
    const [options] = entity.args;
    // sequelize-typescript, not TypeORM.
    const isTable = entity.name === 'Table';
    const table =
      stringOf(options) ??
      stringOf(propertyOf(options, 'tableName', 'name')) ??
      (isTable ? plural(model) : snake(model));
    for (const member of node.body.body) {
      if (member.type !== 'PropertyDefinition') continue;
      const field = keyOf(member);
      const decorators = member.decorators.flatMap((d) => decoratorOf(d) ?? []);
      const join = decorators.find((d) => d.name === 'JoinColumn');
      const relation = join ?? decorators.find((d) => d.name === 'ManyToOne');
      const column = decorators.find((d) => columnDecorators.test(d.name)) ?? relation;
      if (field === undefined || !column) continue;
      const shape = column.args.findLast((arg) => arg.type === 'ObjectExpression');
      const name =
        stringOf(propertyOf(shape, 'name', 'fieldName', 'field', 'joinColumn')) ??
        (column === relation ? `${field}_id` : field);
      const nullable = propertyOf(shape, 'nullable', 'allowNull');
      yield {
        kind: 'column.declared',
        at: source.span(...member.range),
        table,
        column: name,
        type: stringOf(column.args[0]) ?? stringOf(propertyOf(shape, 'type')) ?? '',
        nullable: member.optional === true || (nullable?.type === 'Literal' && nullable.value === true),
        model,
        field,
      };
    }
  }
}

function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

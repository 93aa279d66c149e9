import type { Extractor } from '../core/extract';
import type { Dialect, Fact } from '../core/fact';
import type { Source } from '../core/source';
import { codeFile, isProductPath } from '../knowledge/paths';
import { type Node, parseTypeScript } from '../parse/typescript';
import { bare, type FunctionNode, propertyOf, stringOf } from './code/nodes';
import { type FileScope, scopeOf } from './code/scope';
import { functionOf, type Holder, holdersIn } from './codeMigrations/holders';
import { type CodePlace, dialectOfCodePath, type Framework, frameworkOf, placeOfCode } from './codeMigrations/place';
import { printOf } from './codeMigrations/print';
import { createRun } from './codeMigrations/run';
import { createScript, dialectOfTexts, type Script } from './codeMigrations/script';
import { noWayBackIn } from './migrations/comments';

const hasUp = /\bup\b|\brun\s*[:(]/;

/**
 * Migrations written in TypeScript and JavaScript: what the calls of Knex, TypeORM, Sequelize, MikroORM, Kysely, node-pg-migrate and
 * db-migrate stand for, and SQL that is sent as a text. What is computed is told as unread.
 */
export const codeMigrations: Extractor = {
  name: 'codeMigrations',
  emits: ['migration.declared', 'ddl.operation', 'text.unread'],
  files: codeFile,
  accepts: (path, text) => isProductPath(path) && hasUp.test(text) && placeOfCode(path, text) !== undefined,
  extract(source) {
    const place = placeOfCode(source.path, source.text);
    if (!place) return [];
    // The file is only a frame for SQL files beside it, which speak for themselves.
    if (/['"]sqls['"]|\/sqls\//.test(source.text)) return [];
    const code = parseTypeScript(source);
    if (code.unread)
      return [
        {
          kind: 'text.unread',
          at: code.unread.at,
          reason: code.unread.reason,
          hides: ['migration.declared', 'ddl.operation'],
        },
      ];
    const scope = scopeOf(code);
    const framework = frameworkOf(source.text);
    const holders = holdersIn(scope);
    return holders.flatMap((holder) => fromHolder(holder, holders.length > 1, { source, scope, framework, place }));
  },
};

interface Setting {
  source: Source;
  scope: FileScope;
  framework: Framework;
  place: CodePlace;
}

interface Direction {
  direction: 'up' | 'down';
  fn: FunctionNode;
  script: Script;
}

/** Documents and caches have migrations too. */
const otherStore = /\.collection\s*\(|\bmongoose\b|\bMongo(?:Client|DB)\b|\bmigrate-mongo\b|\bredis\b/i;

function fromHolder(holder: Holder, several: boolean, setting: Setting): Fact[] {
  const { source, scope, framework, place } = setting;
  const before = functionOf(holder.members.get('beforeUp'), scope);
  const upFn = functionOf(holder.members.get('up') ?? holder.members.get('run'), scope);
  if (!upFn) return [];
  const beforeDown = functionOf(holder.members.get('beforeDown'), scope);
  const downFn = functionOf(holder.members.get('down'), scope);
  const up: Direction = { direction: 'up', fn: upFn, script: createScript() };
  const directions = [up];
  if (before) follow(before, up.script, setting, 'none');
  follow(upFn, up.script, setting);
  if (downFn) {
    const down: Direction = { direction: 'down', fn: downFn, script: createScript() };
    if (beforeDown) follow(beforeDown, down.script, setting, 'none');
    follow(downFn, down.script, setting);
    directions.push(down);
  }
  const found = directions.reduce((sum, { script }) => sum + script.size, 0);
  if (found === 0 && (framework.tool === 'files' || otherStore.test(source.text))) return [];
  if (framework.tool === 'files' && otherStore.test(source.text) && up.script.texts().length === 0) return [];
  const id = several && holder.id !== undefined ? holder.id : place.id;
  const dialect = dialectOf(setting, directions);
  const outside = isOutside(holder, setting, upFn);
  const author = framework.tool === 'sequelize';
  const facts: Fact[] = [];
  for (const { direction, fn, script } of directions) {
    const [from, to] = fn.range;
    const text = source.text.slice(from, to);
    const because = direction === 'down' ? (thrown(fn) ?? noWayBackIn(text)) : noWayBackIn(text);
    const own = script.facts({
      source,
      database: place.database,
      migration: id,
      direction,
      dialect,
      transaction: outside || author ? 'none' : 0,
    });
    facts.push(...own, {
      kind: 'migration.declared',
      at: source.span(...headOf(fn, source)),
      database: place.database,
      id,
      order: orderOf(holder, id, setting),
      tool: framework.tool,
      direction,
      transaction: outside ? 'none' : author ? 'author' : 'own',
      contentHash:
        direction === 'up' ? printOf(several ? holder.node : scope.code.ast, downNode(holder, downFn)) : printOf(fn),
      downs: framework.downs,
      ...(because ? { irreversibleBecause: because } : {}),
      ...(own.length === 0 && !thrown(fn) ? { empty: true } : {}),
    });
  }
  if (!downFn && isFalse(holder.members.get('down'))) {
    const declared = facts.find((fact) => fact.kind === 'migration.declared');
    if (declared?.kind === 'migration.declared') declared.irreversibleBecause ??= 'down = false';
  }
  return facts;
}

function follow(fn: FunctionNode, script: Script, { scope, framework }: Setting, transaction?: 'none'): void {
  const handles = scope.bindings.all.filter((binding) => binding.of === fn && (binding.index ?? 0) === 0);
  const run = createRun(scope, script, framework.reader(), handles);
  run.call(fn, [], transaction ? { around: { transaction } } : {});
}

function dialectOf({ source, framework }: Setting, directions: readonly Direction[]): Dialect {
  const byTool = framework.dialect ?? dialectOfCodePath(source.path);
  if (byTool) return byTool;
  const texts = directions.flatMap(({ script }) => script.texts());
  const voted = dialectOfTexts(texts);
  if (voted !== 'unknown') return voted;
  return /\b(?:JSONB|TSVECTOR|HSTORE|CITEXT)\b|\.ARRAY\s*\(|['"]concurrently['"]|\bconcurrently\s*:|\.jsonb\s*\(/.test(
    source.text,
  )
    ? 'postgresql'
    : 'unknown';
}

/** `exports.config = { transaction: false }`, `transaction = false`, `pgm.noTransaction()`, `isTransactional() { return false }`. */
function isOutside(holder: Holder, { scope, framework, source }: Setting, up: FunctionNode): boolean {
  if (framework.tool === 'node-pg-migrate')
    return /\.noTransaction\s*\(/.test(source.text.slice(up.range[0], up.range[1]));
  const config = holder.members.get('config');
  const configured = config && scope.definition(config);
  if (configured && isFalse(propertyOf(configured, 'transaction'))) return true;
  if (isFalse(holder.members.get('transaction')) || isFalse(holder.members.get('useTransaction'))) return true;
  const transactional = functionOf(holder.members.get('isTransactional'), scope);
  if (!transactional) return false;
  const [only] = transactional.body.type === 'BlockStatement' ? transactional.body.body : [];
  return only?.type === 'ReturnStatement' ? isFalse(only.argument) : isFalse(transactional.body);
}

function isFalse(node: Node | null | undefined): boolean {
  const at = node ? bare(node) : undefined;
  return at?.type === 'Literal' && at.value === false;
}

/** The message of an error that the function throws whatever happens. */
function thrown(fn: FunctionNode): string | undefined {
  if (fn.body.type !== 'BlockStatement') return rejected(fn.body);
  for (const statement of fn.body.body) {
    if (statement.type === 'ReturnStatement') return statement.argument ? rejected(statement.argument) : undefined;
    if (statement.type !== 'ThrowStatement') continue;
    const error = bare(statement.argument);
    const [first] = error.type === 'NewExpression' || error.type === 'CallExpression' ? error.arguments : [error];
    return stringOf(first) ?? 'the down throws';
  }
  return undefined;
}

/** `Promise.reject(new Error('…'))`. */
function rejected(node: Node): string | undefined {
  const at = bare(node);
  if (at.type !== 'CallExpression' || at.callee.type !== 'MemberExpression') return undefined;
  const { object, property } = at.callee;
  if (object.type !== 'Identifier' || object.name !== 'Promise') return undefined;
  if (property.type !== 'Identifier' || property.name !== 'reject') return undefined;
  const error = at.arguments[0];
  return (error?.type === 'NewExpression' ? stringOf(error.arguments[0]) : undefined) ?? 'the down is rejected';
}

/** The function up to its body: what a reader of the finding looks for. */
function headOf(fn: FunctionNode, source: Source): [number, number] {
  const method = fn.parent?.type === 'MethodDefinition' || fn.parent?.type === 'Property' ? fn.parent : fn;
  const end = source.text.lastIndexOf('\n', Math.max(method.range[0], fn.body.range[0]));
  return [method.range[0], Math.max(fn.body.range[0], end, method.range[0])];
}

function downNode(holder: Holder, fn: FunctionNode | undefined): Node | undefined {
  const given = holder.members.get('down');
  return given && bare(given) === fn ? given : fn;
}

/** TypeORM orders by the number at the end of the class's name. */
function orderOf(holder: Holder, id: string, { framework, place }: Setting): string {
  const name = holder.node.type === 'ClassDeclaration' ? (holder.node.id?.name ?? '') : '';
  const named =
    framework.tool === 'typeorm' ? (/(\d{10,})$/.exec(stringOf(holder.members.get('name')) ?? name)?.[1] ?? '') : '';
  if (named !== '') return named.padStart(20, '0');
  return id === place.id ? place.order : `${place.order} ${id}`;
}

import type { Node } from '../../parse/typescript';
import { bare, keyOf, memberPath } from '../code/nodes';
import type { Run } from './run';
import { hole, literal } from './sqlText';

const clientSide = /^(?:UUIDV[14]|NOW)$/;

/** A default in SQL; nothing when the framework keeps it to itself. What is computed is a value that is not known. */
export function defaultSql(node: Node | undefined, run: Run): string | undefined {
  if (!node) return undefined;
  const at = run.resolve(node);
  const plain = run.plain(at);
  if (plain !== undefined) return literal(plain);
  const path = memberPath(at) ?? (at.type === 'CallExpression' ? memberPath(at.callee) : undefined);
  const last = path?.at(-1) ?? '';
  if (clientSide.test(last) && path && path.length > 1) return undefined;
  if (at.type === 'CallExpression') {
    const callee = bare(at.callee);
    const name = callee.type === 'MemberExpression' ? keyOf(callee) : callee.type === 'Identifier' ? callee.name : '';
    if (name === 'now') return 'now()';
    if (name === 'uuid') return 'gen_random_uuid()';
    if (name === 'fn' && /^[\w.]+$/.test(run.text(at.arguments[0]) ?? ''))
      return `${run.text(at.arguments[0])}(${at.arguments
        .slice(1)
        .map((a) => defaultSql(a, run) ?? hole)
        .join(', ')})`;
    if (/^(?:raw|literal|func|unsafe)$/.test(name ?? '')) return run.text(at.arguments[0]) ?? hole;
    return hole;
  }
  if (at.type === 'NewExpression') {
    const value = at.arguments[0];
    return value && memberPath(at.callee)?.at(-1) === 'PgLiteral' ? (run.text(value) ?? hole) : hole;
  }
  if (at.type === 'TaggedTemplateExpression') return run.sql(at.quasi)?.text.trim() ?? hole;
  if (at.type === 'ArrayExpression' || at.type === 'ObjectExpression')
    return at.type === 'ArrayExpression' && at.elements.length === 0 ? "'{}'" : `'${hole}'`;
  return hole;
}

/** A default that is an expression in a text, as TypeORM's `default: "now()"` is. */
export function defaultText(node: Node | undefined, run: Run): string | undefined {
  if (!node) return undefined;
  const plain = run.plain(node);
  if (plain === undefined) return hole;
  return plain === null ? 'NULL' : String(plain);
}

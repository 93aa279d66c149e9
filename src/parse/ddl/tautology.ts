import type { Expr, Statement } from 'sql-parser-cst';
import { statementTree } from '../sqlTree';
import { type Cursor, normal } from './cursor';

/** In tokens; nobody hides `1 = 1` in a longer one. */
const longestCondition = 1000;

/**
 * Whether a condition holds for every row: `true`, `1 = 1`, `id = id`, also inside AND, OR and NOT. A condition whose tokens
 * give no hint of that is not even parsed.
 */
export function isAlwaysTrue(condition: Cursor): boolean {
  const length = condition.end - condition.at;
  if (length === 0 || length > longestCondition) return false;
  if (!hints(condition)) return false;
  const { start, end } = bounds(condition);
  const tree = statementTree(`select 1 where ${condition.text.slice(start, end)}`, condition.dialect);
  const expression = whereExpression(tree);
  if (expression) return truth(expression) === true;
  return /^(?:true|1 = 1|1)$/.test(normal(condition, condition.at, condition.end));
}

function bounds(c: Cursor): { start: number; end: number } {
  return { start: c.tokens[c.at]?.start ?? 0, end: c.tokens[c.end - 1]?.end ?? 0 };
}

/** A literal or a name that is compared with itself, or a truth value that stands alone. */
function hints(c: Cursor): boolean {
  for (let i = c.at; i < c.end; i++) {
    const token = c.tokens[i];
    if (!token) continue;
    const before = c.tokens[i - 1];
    const after = c.tokens[i + 1];
    if (token.kind === 'word' && (token.text === 'true' || token.text === 'false')) {
      const compared = i > c.at && before?.kind === 'mark' && before.text !== '(' && before.text !== ')';
      if (!compared && before?.text !== 'is' && before?.text !== 'not') return true;
      if (before?.text === 'not') return true;
    }
    if (token.kind === 'number' && c.end - c.at === 1) return true;
    if (token.kind !== 'mark' || i === c.at || i + 1 >= c.end) continue;
    if (!/^(?:=|<=|>=|<>|!=|<|>)$/.test(token.text)) continue;
    const literal = (kind: string | undefined) => kind === 'number' || kind === 'string';
    if (literal(before?.kind) && literal(after?.kind)) return true;
    if (before && after && before.kind !== 'mark' && before.text === after.text) return true;
    if (before && after?.kind !== 'mark' && before.text === c.tokens[i + 3]?.text) return true;
  }
  return false;
}

function whereExpression(tree: Statement | undefined): Expr | undefined {
  if (tree?.type !== 'select_stmt') return undefined;
  for (const clause of tree.clauses) if (clause.type === 'where_clause') return clause.expr as Expr;
  return undefined;
}

/** Three-valued: what depends on a row is unknown. A column compared with itself counts as true. */
function truth(e: Expr): boolean | undefined {
  switch (e.type) {
    case 'paren_expr':
      return truth(e.expr as Expr);
    case 'boolean_literal':
      return e.value;
    case 'number_literal':
      return e.value !== 0;
    case 'prefix_op_expr': {
      const inner = word(e.operator) === 'NOT' ? truth(e.expr) : undefined;
      return inner === undefined ? undefined : !inner;
    }
    case 'binary_expr': {
      const operator = word(e.operator);
      if (operator === 'AND' || operator === 'OR') {
        const sides = [truth(e.left as Expr), truth(e.right as Expr)];
        const decides = operator === 'OR';
        if (sides.includes(decides)) return decides;
        return sides.every((side) => side === !decides) ? !decides : undefined;
      }
      return compare(operator, operand(e.left as Expr), operand(e.right as Expr));
    }
    default:
      return undefined;
  }
}

function word(operator: unknown): string {
  if (typeof operator === 'string') return operator;
  const keyword = Array.isArray(operator) ? operator[0] : operator;
  return (keyword as { name?: string } | undefined)?.name ?? '';
}

function operand(e: Expr): { value: string | number } | { name: string } | undefined {
  if (e.type === 'number_literal') return { value: e.value };
  if (e.type === 'string_literal') return { value: e.value };
  if (e.type === 'identifier') return { name: e.name };
  if (e.type === 'member_expr' && e.object.type === 'identifier' && e.property.type === 'identifier')
    return { name: `${e.object.name}.${e.property.name}` };
  if (e.type === 'paren_expr') return operand(e.expr as Expr);
  return undefined;
}

function compare(operator: string, a: ReturnType<typeof operand>, b: ReturnType<typeof operand>): boolean | undefined {
  if (!a || !b) return undefined;
  if ('name' in a || 'name' in b)
    return 'name' in a && 'name' in b && a.name === b.name && /^(?:=|<=|>=)$/.test(operator) ? true : undefined;
  if (typeof a.value !== typeof b.value) return undefined;
  switch (operator) {
    case '=':
      return a.value === b.value;
    case '<>':
    case '!=':
      return a.value !== b.value;
    case '<':
      return a.value < b.value;
    case '>':
      return a.value > b.value;
    case '<=':
      return a.value <= b.value;
    case '>=':
      return a.value >= b.value;
    default:
      return undefined;
  }
}

import type { Fact } from '../../core/fact';
import type { Source } from '../../core/source';
import type { Node } from '../../parse/typescript';
import { bare, keyOf } from '../code/nodes';

export type Used = Fact<'column.used'>;
export type Access = 'read' | 'write';

/** Words that combine conditions instead of naming a column; keys in brackets are operators of Sequelize. */
const combining = /^(?:AND|OR|NOT|\$\w+)$/;
const deepest = 5;

/**
 * Fields that an object, a list of names or a list of pairs names: `{ email: 'x' }`, `['email']`, `[['email', 'DESC']]`. Below a
 * field that is an object of its own (an operator, a relation) the names belong to something else.
 */
export function* fieldsIn(
  node: Node | undefined,
  model: string,
  access: Access,
  via: string,
  source: Source,
  depth = 0,
): Iterable<Used> {
  const at = node && bare(node);
  if (!at || depth > deepest) return;
  if (at.type === 'ArrayExpression') {
    for (const item of at.elements) {
      if (item?.type === 'Literal' && typeof item.value === 'string')
        yield used(source, item.range, model, item.value, access, via);
      else if (item?.type === 'ArrayExpression') {
        const first = item.elements[0];
        if (first?.type === 'Literal' && typeof first.value === 'string')
          yield used(source, first.range, model, first.value, access, via);
      } else if (item) yield* fieldsIn(item, model, access, via, source, depth + 1);
    }
    return;
  }
  if (at.type === 'Literal' && typeof at.value === 'string') {
    yield used(source, at.range, model, at.value, access, via);
    return;
  }
  if (at.type === 'ConditionalExpression') {
    yield* fieldsIn(at.consequent, model, access, via, source, depth + 1);
    yield* fieldsIn(at.alternate, model, access, via, source, depth + 1);
    return;
  }
  if (at.type === 'LogicalExpression') yield* fieldsIn(at.right, model, access, via, source, depth + 1);
  if (at.type !== 'ObjectExpression') return;
  for (const property of at.properties) {
    if (property.type === 'SpreadElement') {
      yield* fieldsIn(property.argument, model, access, via, source, depth + 1);
      continue;
    }
    const key = property.computed ? undefined : keyOf(property);
    if (key === undefined || combining.test(key))
      yield* fieldsIn(property.value, model, access, via, source, depth + 1);
    else yield used(source, property.key.range, model, key, access, via, literalOf(property.value));
  }
}

function literalOf(node: Node): string | undefined {
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

export function used(
  source: Source,
  range: readonly [number, number],
  model: string,
  column: string,
  access: Access,
  via: string,
  literal?: string,
): Used {
  const path = column.replace(/^\$|\$$/g, '');
  const own = path.includes('.') ? path.slice(path.lastIndexOf('.') + 1) : path;
  return {
    kind: 'column.used',
    at: source.span(...range),
    model,
    column: own,
    access,
    via,
    ...(literal === undefined ? {} : { literal }),
  };
}

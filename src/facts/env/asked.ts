import type { Value } from '../../core/fact';
import type { HelperCall } from '../../core/variableHelper';
import type { Node, NodeOf } from '../../parse/typescript';
import { bare, keyOf } from './bindings';
import { fallbackOf } from './requirement';

/** What a call gives to a helper, as far as it may be kept: secrets are not. */
export function argumentsOf(call: NodeOf<'CallExpression'>, name = ''): HelperCall {
  const members: Record<string, Value> = {};
  const args = call.arguments.map((argument, index): Value => {
    const at = bare(argument);
    if (at.type === 'ObjectExpression') {
      for (const property of at.properties) {
        const key = property.type === 'Property' ? keyOf(property) : undefined;
        if (property.type === 'Property' && key !== undefined) members[`${index}.${key}`] = given(property.value, name);
      }
    }
    return given(at, name);
  });
  return { args, ...(Object.keys(members).length > 0 ? { members } : {}) };
}

function given(node: Node, name: string): Value {
  const at = bare(node);
  if (at.type === 'Identifier' && at.name === 'undefined')
    return { is: 'ref', ref: { in: 'global', name: 'undefined', path: [] } };
  return fallbackOf(at, name).fallback ?? { is: 'unknown' };
}

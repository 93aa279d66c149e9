import type { CallForm } from '../../core/fact';
import type { Source } from '../../core/source';
import type { NodeOf } from '../../parse/typescript';
import { argumentsOf } from './nodes';

/** Where an option can be written into a call. Nothing when the call has no argument list of its own. */
export function callFormOf(call: NodeOf<'CallExpression' | 'NewExpression'>, source: Source): CallForm | undefined {
  const close = call.range[1] - 1;
  if (source.text[close] !== ')') return undefined;
  const args = argumentsOf(call);
  const last = args.at(-1);
  const trailing = last !== undefined && /^\s*,/.test(source.text.slice(last.range[1], close));
  const literal = last?.type === 'ObjectExpression' ? last : undefined;
  return {
    args: args.length,
    close: source.span(close, close),
    ...(literal
      ? {
          options: {
            at: source.span(literal.range[0] + 1, literal.range[0] + 1),
            empty: literal.properties.length === 0,
          },
          optionsAt: args.length - 1,
        }
      : {}),
    ...(trailing ? { trailingComma: true as const } : {}),
  };
}

import type { CallForm } from '../../core/fact';
import type { Source } from '../../core/source';
import type { Node, NodeOf } from '../../parse/typescript';
import { argumentsOf, type FunctionNode, isFunction, keyOf, propertyOf } from './nodes';

/** Where an option can be written into a call. Nothing when the call has no argument list of its own. */
export function callFormOf(call: NodeOf<'CallExpression' | 'NewExpression'>, source: Source): CallForm | undefined {
  const close = call.range[1] - 1;
  if (source.text[close] !== ')') return undefined;
  const args = argumentsOf(call);
  const last = args.at(-1);
  const trailing = last !== undefined && /^\s*,/.test(source.text.slice(last.range[1], close));
  const callback = args.length > 1 && isFunction(last) ? last : undefined;
  const before = callback ? args.at(-2) : last;
  const literal = before?.type === 'ObjectExpression' ? before : undefined;
  return {
    args: args.length,
    close: source.span(close, close),
    ...(literal
      ? {
          options: {
            at: source.span(literal.range[0] + 1, literal.range[0] + 1),
            empty: literal.properties.length === 0,
            ...limitsOf(literal),
          },
          optionsAt: args.length - (callback ? 2 : 1),
          ...headersOf(literal, source),
        }
      : {}),
    ...(callback ? { callback: source.span(callback.range[0], callback.range[0]) } : {}),
    ...(trailing ? { trailingComma: true as const } : {}),
  };
}

function limitsOf(options: NodeOf<'ObjectExpression'>): { limits?: string[] } {
  const limits = options.properties
    .flatMap((one) => (one.type === 'Property' ? (keyOf(one) ?? []) : []))
    .filter(isLimit);
  return limits.length > 0 ? { limits } : {};
}

const isLimit = (name: string) => /time-?out|signal|deadline|^requestHandler$/i.test(name);

function headersOf(options: NodeOf<'ObjectExpression'>, source: Source): Pick<CallForm, 'headers'> {
  const headers = propertyOf(options, 'headers');
  if (!headers) return {};
  if (headers.type !== 'ObjectExpression') return { headers: 'elsewhere' };
  const at = source.span(headers.range[0] + 1, headers.range[0] + 1);
  return { headers: { at, empty: headers.properties.length === 0 } };
}

const operations =
  'order|invoice|payment|charge|refund|booking|transaction|transfer|payout|reservation|purchase|shipment|job|event|message';
/** `order.id`, `this.refund.id`, `paymentId`, `job.data.orderId`; a customer or a tenant names many operations. */
const identity = new RegExp(
  `(?<![\\w$.'"\`])((?:[a-z_$][\\w$]*\\.)*(?:idempotencyKey|(?:\\w*(?:${operations})s?\\.(?:id|uuid|reference|number))|\\w*(?:${operations})(?:Id|ID|Uuid|Reference|Number)))(?![\\w$(.'"\`]|\\s*\\??:)`,
  'i',
);

/** What the text of a call and of the function around it says of the one operation that is done. */
export function identityIn(call: Node, around: FunctionNode | undefined, source: Source): string | undefined {
  const parameters = around?.params.map((one) => source.text.slice(...one.range)).join(', ') ?? '';
  return identity.exec(source.text.slice(...call.range))?.[1] ?? named(parameters);
}

/** A parameter of its own; what a parameter is made of may not be there. */
function named(parameters: string): string | undefined {
  const found = /(?<![\w.])(\w+)(?=\s*[:,}=]|$)/g;
  return [...parameters.matchAll(found)]
    .map(([, name]) => name)
    .find((name) => name !== undefined && identity.test(name));
}

import type { Fact } from '../../core/fact';
import type { Source } from '../../core/source';
import type { Code, Node, NodeOf } from '../../parse/typescript';
import { argumentsOf, bare, keyOf, memberPath, stringOf } from '../code/nodes';

type Accepted = Fact<'value.accepted'>;

/** Functions that are there to throw on what the compiler holds impossible. */
const neverReturns = /^(?:assert(?:Never|Unreachable|Exhaustive)|unreachable|absurd|exhaustive(?:Check|Guard)?)/i;

/**
 * Sets that code refuses to leave: a `switch` whose default throws, and ts-pattern's `match(…).exhaustive()`. Named after the enum
 * of the labels, or after what is compared.
 */
export function* switchSets(code: Code, source: Source): Iterable<Accepted> {
  for (const node of code.of('SwitchStatement')) {
    const labels = node.cases.flatMap((one) => (one.test ? [labelOf(one.test)] : []));
    const other = node.cases.find((one) => one.test === null);
    if (other && refuses(other.consequent)) yield* setOf(node.discriminant, labels, node, source);
  }
  for (const call of code.of('CallExpression')) {
    if (call.callee.type !== 'MemberExpression' || keyOf(call.callee) !== 'exhaustive' || call.arguments.length > 0)
      continue;
    const labels: (Label | undefined)[] = [];
    let at: Node = call.callee.object;
    while (at.type === 'CallExpression' && at.callee.type === 'MemberExpression') {
      const args = argumentsOf(at);
      if (keyOf(at.callee) !== 'with') labels.push(undefined);
      else labels.push(...args.slice(0, -1).map(labelOf));
      at = at.callee.object;
    }
    const [matched] = at.type === 'CallExpression' ? argumentsOf(at) : [];
    if (at.type === 'CallExpression' && at.callee.type === 'Identifier' && at.callee.name === 'match' && matched)
      yield* setOf(matched, labels, call, source);
  }
}

interface Label {
  value: string;
  owner?: string;
}

/** `'paid'`, `OrderStatus.PAID`. */
function labelOf(node: Node): Label | undefined {
  const text = stringOf(node);
  if (text !== undefined) return { value: text };
  const path = node.type === 'MemberExpression' ? memberPath(node) : undefined;
  const [value, owner] = [path?.at(-1), path?.at(-2)];
  return value && owner && /^[A-Z]/.test(owner) ? { value, owner } : undefined;
}

function* setOf(
  compared: Node,
  labels: readonly (Label | undefined)[],
  at: NodeOf<'SwitchStatement' | 'CallExpression'>,
  source: Source,
): Iterable<Accepted> {
  const known = labels.filter((label) => label !== undefined);
  if (known.length < 2 || known.length < labels.length) return;
  const node = bare(compared);
  const set = known[0]?.owner ?? (node.type === 'Identifier' ? node.name : memberPath(node)?.at(-1));
  if (set === undefined) return;
  const values = [...new Set(known.map((label) => label.value))];
  yield { kind: 'value.accepted', at: source.span(...at.range), set, values, closed: true, by: 'switch' };
}

/** Whether a default clause always ends in an error. */
function refuses(body: readonly Node[]): boolean {
  return body.some((node) => {
    if (node.type === 'ThrowStatement') return true;
    if (node.type === 'BlockStatement') return refuses(node.body);
    const value =
      node.type === 'ExpressionStatement' ? node.expression : node.type === 'ReturnStatement' ? node.argument : null;
    const path = value?.type === 'CallExpression' ? memberPath(value.callee) : undefined;
    return path !== undefined && neverReturns.test(path.at(-1) ?? '');
  });
}

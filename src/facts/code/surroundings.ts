import type { Site } from '../../core/fact';
import { refText } from '../../core/identity';
import type { Node } from '../../parse/typescript';
import type { CallNode } from './nodes';
import type { FileScope } from './scope';

/** Loops, retries and breakers that a call runs in, by what is written around it. */
export function insideOf(call: CallNode, scope: FileScope): Site['inside'] {
  const inside = new Set<Site['inside'][number]>();
  for (let at: Node = call; at.parent; at = at.parent) {
    const parent: Node = at.parent;
    if (/^(?:For|While|DoWhile)/.test(parent.type)) {
      inside.add('loop');
      if (isRetryLoop(parent, at)) inside.add('retry');
    }
    if (parent.type === 'CallExpression' && parent.callee !== at) {
      const ref = scope.ref(parent.callee);
      const name = refText(ref);
      if (/retry|retries|backoff/i.test(name)) inside.add('retry');
      if (/breaker|circuit/i.test(name)) inside.add('breaker');
    }
  }
  return [...inside].sort();
}

/** A loop that counts attempts around a `try`. */
function isRetryLoop(loop: Node, body: Node): boolean {
  const counted =
    loop.type === 'ForStatement' && loop.init?.type === 'VariableDeclaration'
      ? loop.init.declarations.some((d) => d.id.type === 'Identifier' && /attempt|retr|tries|try/i.test(d.id.name))
      : loop.type === 'WhileStatement' || loop.type === 'DoWhileStatement';
  return counted && body.type === 'BlockStatement' && body.body.some((s) => s.type === 'TryStatement');
}

import { isResponseMember } from '../../knowledge/quietCalls';
import type { Node } from '../../parse/typescript';
import { bare } from './nodes';

/** A member of what a framework hands to its handlers, by the name that everybody gives it. */
export function isOfExchange(path: readonly string[], callee: Node): boolean {
  if (!isResponseMember(path)) return false;
  let at = bare(callee);
  while (at.type === 'MemberExpression' || at.type === 'CallExpression')
    at = bare(at.type === 'MemberExpression' ? at.object : at.callee);
  return (
    at.type === 'Identifier' &&
    /^_?(?:req|request|res|response|resp|reply|rep|ctx|context|c|h|event|next|set|app|server|fastify|router)$/.test(
      at.name,
    )
  );
}

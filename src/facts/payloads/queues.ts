import type { Node } from '../../parse/typescript';
import { decoratorOf, enclosingClass, keyOf, memberPath } from '../code/nodes';
import { type FileScope, isFrom } from '../code/scope';

/** Something that puts jobs into a queue: made by a library, injected as one, or called one. The link step makes sure. */
export function isQueue(receiver: Node, scope: FileScope): boolean {
  const ref = scope.ref(receiver);
  if (isFrom(ref, /^(?:bullmq|bull)$/)) return true;
  if (injectedQueue(receiver, scope)) return true;
  const made = scope.definition(receiver);
  if (made?.type === 'NewExpression') return isFrom(scope.ref(made.callee), /^(?:bullmq|bull)$/);
  if (ref.in === 'import' && /^[./@~#]/.test(ref.specifier) && ref.path.length === 0) return true;
  const path = memberPath(receiver.type === 'CallExpression' ? receiver.callee : receiver);
  return path !== undefined && /queue/i.test(path.at(-1) ?? '');
}

export function isClientProxy(receiver: Node, scope: FileScope): boolean {
  const ref = scope.ref(receiver);
  if (ref.in !== 'this') return false;
  const type = memberTypes(receiver)?.get(ref.member);
  return type !== undefined && /^Client(?:Proxy|Kafka|RMQ|Redis|Grpc)$/.test(type);
}

/** Types of the members that a class is given by its constructor. */
function memberTypes(node: Node): Map<string, string> | undefined {
  const around = enclosingClass(node);
  const make = around?.body.body.find((m) => m.type === 'MethodDefinition' && m.kind === 'constructor');
  if (make?.type !== 'MethodDefinition') return undefined;
  const types = new Map<string, string>();
  for (const param of make.value.params) {
    if (param.type !== 'TSParameterProperty' || param.parameter.type !== 'Identifier') continue;
    const type = param.parameter.typeAnnotation?.typeAnnotation;
    if (type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier')
      types.set(param.parameter.name, type.typeName.name);
  }
  return types;
}

/** The queue that `@InjectQueue('emails') private emails: Queue` names. */
export function injectedQueue(receiver: Node, scope: FileScope): Node | undefined {
  const ref = scope.ref(receiver);
  const around = ref.in === 'this' && ref.path.length === 0 ? enclosingClass(receiver) : undefined;
  if (!around || ref.in !== 'this') return undefined;
  for (const member of around.body.body) {
    if (member.type === 'PropertyDefinition' && keyOf(member) === ref.member) {
      const named = member.decorators.map(decoratorOf).find((d) => d?.name === 'InjectQueue');
      if (named) return named.args[0];
    }
    if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') continue;
    for (const param of member.value.params) {
      if (param.type !== 'TSParameterProperty' || param.parameter.type !== 'Identifier') continue;
      if (param.parameter.name !== ref.member) continue;
      return param.decorators.map(decoratorOf).find((d) => d?.name === 'InjectQueue')?.args[0];
    }
  }
  return undefined;
}

import type { Ref, Site, Value } from '../../core/fact';
import type { Node } from '../../parse/typescript';
import { inlinedAs } from './inlined';
import { argumentsOf, bare, type CallNode, isFunction, keyOf, settled } from './nodes';
import type { FileScope } from './scope';
import { namedOptionsOf } from './values';

/** Arguments of a call as values, with the properties of the literals among them. */
export function argumentsIn(
  call: CallNode,
  scope: FileScope,
): { args: Value[]; options: Site['options']; open: boolean } {
  const args: Value[] = [];
  const options: Site['options'] = {};
  let open = false;
  for (const [index, argument] of argumentsOf(call).entries()) {
    if (argument.type === 'SpreadElement') {
      // It may hold any number of them.
      open = true;
      while (args.length < 4) args.push({ is: 'unknown' });
    } else if (args.length < 4) args.push(scope.value(argument));
    const at = settled(argument);
    const meant = at.type === 'Identifier' || at.type === 'MemberExpression' ? scope.definition(at) : at;
    if (meant?.type === 'ObjectExpression') {
      const inner = namedOptionsOf(at, meant, scope);
      Object.assign(options, inner.options);
      open ||= inner.open;
    } else if (index > 0 && (!meant || !isPlain(meant))) open = true;
  }
  return { args, options, open };
}

/** Functions that are handed over, also inside arrays and literals: `health.check([() => db.pingCheck('db')])`. */
export function functionsIn(node: Node, scope: FileScope, depth: number): Ref[] {
  const at = bare(node);
  if (depth > 3) return [];
  switch (at.type) {
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return inlinedAs(at) ? [] : [scope.ref(at)];
    case 'ArrayExpression':
      return at.elements.flatMap((element) => (element ? functionsIn(element, scope, depth + 1) : []));
    case 'ObjectExpression':
      return at.properties.flatMap((p) => (p.type === 'Property' ? functionsIn(p.value, scope, depth + 1) : []));
    case 'Identifier':
    case 'MemberExpression': {
      const ref = scope.ref(at);
      const isOwn = ref.in === 'this' || ref.in === 'import' || (ref.in === 'file' && !ref.path[0]?.startsWith('('));
      return isOwn ? [ref] : [];
    }
    case 'CallExpression': {
      const callee = bare(at.callee);
      return callee.type === 'MemberExpression' && keyOf(callee) === 'bind'
        ? functionsIn(callee.object, scope, depth + 1)
        : [];
    }
    default:
      return [];
  }
}

function isPlain(node: Node): boolean {
  return (
    node.type === 'Literal' ||
    node.type === 'TemplateLiteral' ||
    node.type === 'ArrayExpression' ||
    node.type === 'BinaryExpression' ||
    isFunction(node)
  );
}

import type { Node, NodeOf } from '../../parse/typescript';
import { isFunction, propertyOf } from '../code/nodes';

/**
 * The part of a declaration that registers a route or job: `app.post('/x'` of the whole call with its handler, the name of an
 * exported handler, the key of a procedure. What a person looks for is where the way in is named, not all that it does.
 */
export function registrationOf(node: Node): readonly [number, number] {
  switch (node.type) {
    case 'CallExpression':
    case 'NewExpression': {
      const { callee } = node;
      const [first] = node.arguments;
      // A chain names the other routes first: `router.route('/x').get(list).post(create)`.
      const chained = callee.type === 'MemberExpression' && callee.object.type === 'CallExpression';
      const start = chained ? callee.property.range[0] : node.range[0];
      const end = first && isName(first) ? first.range[1] : callee.range[1];
      return [start, end];
    }
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return node.key.range;
    case 'ObjectExpression':
      return propertyOf(node, 'url', 'path')?.range ?? [node.range[0], node.range[0] + 1];
    case 'IfStatement':
      return node.test.range;
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      return exported(node);
    default:
      return node.range;
  }
}

const isName = (node: Node) => /^(?:Literal|TemplateLiteral|Identifier|MemberExpression)$/.test(node.type);

function exported(node: NodeOf<'ExportNamedDeclaration' | 'ExportDefaultDeclaration'>): readonly [number, number] {
  const declaration: Node | null = node.declaration;
  if (isFunction(declaration) && declaration.id) return declaration.id.range;
  if (declaration?.type === 'VariableDeclaration') return declaration.declarations[0]?.id.range ?? declaration.range;
  if (declaration?.type === 'Identifier') return declaration.range;
  if (declaration?.type === 'CallExpression') return declaration.callee.range;
  return [node.range[0], node.range[0] + 'export'.length];
}

import type { Code, Node } from '../../parse/typescript';
import { bare, keyOf, memberOf } from '../env/bindings';

/** A text in code that may be configuration: a string, the static beginning of a template, the beginning of a `+` chain. */
export interface Candidate {
  text: string;
  /** What is reported: the literal, the template, or the whole chain. */
  node: Node;
  /** The text goes on with something computed. */
  open: boolean;
}

export function* candidatesIn(code: Code): Iterable<Candidate> {
  for (const node of code.of('Literal')) {
    if (typeof node.value !== 'string' || node.value.length < 3) continue;
    const chain = chainOf(node);
    if (chain) yield { text: node.value, node: chain, open: chain !== node };
  }
  for (const node of code.of('TemplateLiteral')) {
    if (node.parent.type === 'TaggedTemplateExpression' || node.parent.type === 'TSLiteralType') continue;
    const text = node.quasis[0]?.value.cooked ?? '';
    if (text.length < 3) continue;
    const chain = chainOf(node);
    if (chain) yield { text, node: chain, open: chain !== node || node.expressions.length > 0 };
  }
}

/** The outermost `+` that the text begins; nothing for a text in the middle of one. */
function chainOf(node: Node): Node | undefined {
  let at = node;
  while (at.parent?.type === 'BinaryExpression' && at.parent.operator === '+') {
    if (at.parent.left !== at) return undefined;
    at = at.parent;
  }
  return at;
}

/** The name right beside a value, found without a climb. */
export function nameBeside(node: Node): string | undefined {
  let at = node.parent;
  while (at && (bare(at) !== at || at.type === 'LogicalExpression' || at.type === 'ConditionalExpression'))
    at = at.parent;
  switch (at?.type) {
    case 'Property':
    case 'PropertyDefinition':
      return keyOf(at);
    case 'VariableDeclarator':
      return at.id.type === 'Identifier' ? at.id.name : undefined;
    case 'AssignmentExpression':
      return at.left.type === 'Identifier'
        ? at.left.name
        : at.left.type === 'MemberExpression'
          ? memberOf(at.left)
          : undefined;
    case 'AssignmentPattern':
      return at.left.type === 'Identifier' ? at.left.name : undefined;
    case 'JSXAttribute':
      return at.name.type === 'JSXIdentifier' ? at.name.name : undefined;
    default:
      return undefined;
  }
}

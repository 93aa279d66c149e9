import { unknownSegment } from '../../knowledge/webFrameworks';
import type { Node } from '../../parse/typescript';
import { bare, settled } from '../code/nodes';
import type { FileScope } from '../code/scope';

/** The paths that an argument can stand for; what the file does not tell is the unknown segment. Nothing: not a path. */
export function pathsOf(node: Node | undefined, scope: FileScope): string[] {
  if (!node) return [];
  const at = settled(node);
  if (at.type === 'ArrayExpression') return at.elements.flatMap((element) => (element ? pathsOf(element, scope) : []));
  if (at.type === 'Literal' && 'regex' in at && at.regex) return [patternPath(at.regex.pattern)];
  if (at.type === 'Literal' && typeof at.value !== 'string') return [];
  const text = pathText(at, scope);
  return text === undefined ? [] : [text];
}

/** A path with its unknown parts marked; nothing when it is certainly no text. */
export function pathText(node: Node, scope: FileScope): string | undefined {
  const at = settled(node);
  switch (at.type) {
    case 'TemplateLiteral': {
      let text = at.quasis[0]?.value.cooked ?? '';
      at.expressions.forEach((hole, i) => {
        text += (pathText(hole, scope) ?? unknownSegment) + (at.quasis[i + 1]?.value.cooked ?? '');
      });
      return text;
    }
    case 'BinaryExpression':
      return at.operator === '+'
        ? (pathText(at.left, scope) ?? unknownSegment) + (pathText(at.right, scope) ?? unknownSegment)
        : undefined;
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ObjectExpression':
      return undefined;
  }
  const value = scope.value(bare(node));
  if (value.is === 'literal') return typeof value.value === 'string' ? value.value : undefined;
  if (value.is === 'env') return value.fallback?.is === 'literal' ? String(value.fallback.value) : unknownSegment;
  return unknownSegment;
}

/** A regular expression as a path: exact when it is one, the wildcard when it takes everything. */
function patternPath(pattern: string): string {
  const exact = /^\^?((?:\\?\/|[\w-])+)(?:\\?\/\??)?\$?$/.exec(pattern)?.[1];
  if (exact) return exact.replace(/\\/g, '');
  return /^\^?(?:\\?\/)?(?:\(\.\*\)|\.\*|\(\.\+\)|\.\+)\$?$/.test(pattern) ? '*' : `/${unknownSegment}`;
}

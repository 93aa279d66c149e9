import type { Value } from '../../core/fact';
import { safeValue } from '../../core/safeValue';
import type { Node } from '../../parse/typescript';
import { bare, memberOf, textIn } from './bindings';

/** What the code does when the variable is missing. */
export interface Need {
  need: 'required' | 'optional';
  fallback?: Value;
  /** A missing value stops the program while it starts. */
  validated?: true;
  /** It is tested somewhere: other reads in the file may rely on the test. */
  guard?: true;
  /** Only handed on: whoever gets the value may well do without it. */
  handedOn?: true;
}

export const required: Need = { need: 'required' };
export const optional: Need = { need: 'optional' };
export const guarded: Need = { need: 'optional', guard: true };

/** Needs that the methods of a schema chain express: `z.string().optional()`, `str({ default: 'x' })`. */
export function schemaNeed(schema: Node, name: string): Need | undefined {
  let found: Need | undefined;
  let at: Node | undefined = bare(schema);
  let calls = 0;
  while (at) {
    if (at.type === 'CallExpression') {
      calls++;
      const callee: Node = bare(at.callee);
      const method =
        callee.type === 'MemberExpression' ? memberOf(callee) : callee.type === 'Identifier' ? callee.name : undefined;
      if (method !== undefined && lets.test(method)) {
        const value = method === 'default' || method === 'prefault' || method === 'catch' ? at.arguments[0] : undefined;
        found ??= { ...optional, ...(value ? fallbackOf(value, name) : {}) };
      }
      if (method === 'required' && /\b(?:Joi|yup)\b/i.test(rootName(callee))) found ??= required;
      for (const argument of at.arguments) {
        if (argument.type === 'ObjectExpression' && callee.type === 'Identifier') {
          const value = propertyOf(argument, 'default') ?? propertyOf(argument, 'optional');
          if (value) found ??= { ...optional, ...fallbackOf(value, name) };
        } else if (isSchema(argument)) {
          const inner = schemaNeed(argument, name);
          if (inner?.need === 'optional') found ??= inner;
        } else if (argument.type === 'ArrayExpression') {
          for (const element of argument.elements)
            if (element && isSchema(element) && schemaNeed(element, name)?.need === 'optional') found ??= optional;
        }
      }
      at = callee.type === 'MemberExpression' ? bare(callee.object) : undefined;
    } else at = at.type === 'MemberExpression' ? bare(at.object) : undefined;
  }
  if (found) return found;
  // Joi and yup leave keys optional unless they say otherwise.
  if (/^(?:Joi|yup)$/i.test(rootName(schema))) return optional;
  return calls > 0 ? required : undefined;
}

const lets =
  /^(?:optional|optionalString|default|prefault|catch|nullish|nullable|notRequired|exactOptional|undefined|or|any|unknown)$/;

const isSchema = (node: Node) => node.type === 'CallExpression' && rootName(node) !== '';

export function rootName(node: Node): string {
  let at: Node = bare(node);
  for (;;) {
    if (at.type === 'CallExpression') at = bare(at.callee);
    else if (at.type === 'MemberExpression') at = bare(at.object);
    else return at.type === 'Identifier' ? at.name : '';
  }
}

export function propertyOf(object: Node | undefined, name: string): Node | undefined {
  if (object?.type !== 'ObjectExpression') return undefined;
  for (const property of object.properties)
    if (property.type === 'Property' && !property.computed) {
      const key = property.key.type === 'Identifier' ? property.key.name : textIn(property.key);
      if (key === name) return property.value;
    }
  return undefined;
}

export const isPlain = (node: Node): boolean =>
  node.type === 'Literal' ||
  (node.type === 'Identifier' &&
    /^default\w*$|^[A-Z][A-Z0-9_]{2,}$/i.test(node.name) &&
    /default|^[A-Z0-9_]+$/.test(node.name)) ||
  (node.type === 'TemplateLiteral' && node.expressions.length === 0) ||
  (node.type === 'UnaryExpression' && node.argument.type === 'Literal') ||
  (node.type === 'BinaryExpression' && isPlain(node.left as Node) && isPlain(node.right));

/** The value used when the variable is missing, as far as it may be kept. */
export function fallbackOf(node: Node, name: string): { fallback?: Value } {
  const at = bare(node);
  const text = textIn(at);
  if (text !== undefined)
    return { fallback: safeValue(text, name).class === 'secret' ? { is: 'unknown' } : { is: 'literal', value: text } };
  if (at.type === 'Literal' && (typeof at.value === 'number' || typeof at.value === 'boolean'))
    return { fallback: { is: 'literal', value: at.value } };
  return { fallback: { is: 'unknown' } };
}

import type { Node, NodeOf } from '../../parse/typescript';
import type { Binding } from '../code/bindings';
import { bare, keyOf, settled, stringOf } from '../code/nodes';
import type { FileScope } from '../code/scope';
import { isCall } from './chain';
import { hole, literal } from './sqlText';

export type Plain = string | number | boolean | null;

/** What parameters and loop variables stand for while a function is followed. */
export type Env = ReadonlyMap<Binding, Node>;

const deepest = 12;

/** The node that an expression stands for, names followed. */
export function resolve(node: Node, scope: FileScope, env: Env, depth = 0): Node {
  const at = settled(node);
  if (depth > deepest) return at;
  if (at.type === 'Identifier') {
    const binding = scope.bindings.find(at.name, at);
    const bound = binding && env.get(binding);
    if (bound) return resolve(bound, scope, env, depth + 1);
    const meant = scope.definition(at);
    if (meant && meant !== at) return resolve(meant, scope, env, depth + 1);
    const init = binding?.sort === 'variable' && binding.path.length === 0 ? scope.initOf(binding) : undefined;
    return init && settled(init) !== at ? resolve(init, scope, env, depth + 1) : at;
  }
  if (at.type === 'MemberExpression') {
    const from = resolve(at.object, scope, env, depth + 1);
    const key = keyOf(at);
    const value = key === undefined ? undefined : propertyIn(from, key);
    if (value) return resolve(value, scope, env, depth + 1);
    if (from.type === 'ArrayExpression' && key !== undefined && /^\d+$/.test(key)) {
      const item = from.elements[Number(key)];
      if (item) return resolve(item, scope, env, depth + 1);
    }
    const meant = scope.definition(at);
    return meant && meant !== at ? resolve(meant, scope, env, depth + 1) : at;
  }
  if (at.type === 'ConditionalExpression') {
    // A word that is there or not, by the server: `IF NOT EXISTS` and its likes.
    const a = resolve(at.consequent, scope, env, depth + 1);
    const b = resolve(at.alternate, scope, env, depth + 1);
    if (stringOf(a) === '') return b;
    if (stringOf(b) === '' || (stringOf(a) !== undefined && stringOf(a) === stringOf(b))) return a;
  }
  return at;
}

function propertyIn(node: Node, key: string): Node | undefined {
  if (node.type !== 'ObjectExpression') return undefined;
  const found = node.properties.findLast((p) => p.type === 'Property' && keyOf(p) === key);
  return found?.type === 'Property' ? found.value : undefined;
}

/** The constant that an expression stands for; nothing when it is computed. */
export function plainOf(node: Node | undefined, scope: FileScope, env: Env, depth = 0): Plain | undefined {
  if (!node || depth > deepest) return undefined;
  const at = resolve(node, scope, env);
  switch (at.type) {
    case 'Literal':
      return at.value === null || /^(?:string|number|boolean)$/.test(typeof at.value) ? (at.value as Plain) : undefined;
    case 'TemplateLiteral': {
      let text = '';
      for (const [i, quasi] of at.quasis.entries()) {
        text += quasi.value.cooked ?? '';
        const inner = at.expressions[i];
        if (!inner) continue;
        const value = plainOf(inner, scope, env, depth + 1);
        if (value === undefined || value === null) return undefined;
        text += String(value);
      }
      return text;
    }
    case 'BinaryExpression': {
      if (at.operator !== '+') return numberOf(at, scope, env);
      const left = plainOf(at.left, scope, env, depth + 1);
      const right = plainOf(at.right, scope, env, depth + 1);
      if (typeof left === 'number' && typeof right === 'number') return left + right;
      return typeof left === 'string' || typeof right === 'string'
        ? left === undefined || right === undefined
          ? undefined
          : `${left}${right}`
        : undefined;
    }
    case 'UnaryExpression': {
      const value = plainOf(at.argument, scope, env, depth + 1);
      return at.operator === '-' && typeof value === 'number' ? -value : at.operator === '!' ? undefined : undefined;
    }
    default: {
      const value = scope.value(at);
      return value.is === 'literal' ? value.value : undefined;
    }
  }
}

function numberOf(node: Node, scope: FileScope, env: Env): Plain | undefined {
  const value = env.size === 0 ? scope.value(node) : undefined;
  return value?.is === 'literal' ? value.value : undefined;
}

/** SQL in code: its text, with a name that nothing has in place of what is not known, and where each character stands. */
export interface SqlText {
  text: string;
  /** Where the code of the character at an offset starts. */
  place(offset: number): number;
  /** Where the code of the text before an offset ends. */
  placeOfEnd(offset: number): number;
  /** Something in it is not known. */
  holes: boolean;
}

interface Part {
  text: string;
  /** Where its code starts and ends; `exact`: each character stands for itself. */
  at: number;
  to: number;
  exact: boolean;
  hole?: boolean;
}

/** The SQL that an expression stands for: a string, a template, a sum of them, a constant. */
export function sqlTextOf(node: Node, scope: FileScope, env: Env, bindings?: Node): SqlText | undefined {
  const parts = partsOf(node, scope, env, 0);
  if (!parts) return undefined;
  const bound = bindings ? withBindings(parts, bindings, scope, env) : parts;
  const text = bound.map((part) => part.text).join('');
  if (text.replaceAll(hole, '').trim() === '') return undefined;
  const starts: number[] = [];
  let length = 0;
  for (const part of bound) {
    starts.push(length);
    length += part.text.length;
  }
  return {
    text,
    holes: bound.some((part) => part.hole),
    place(offset) {
      const i = starts.findLastIndex((start) => start <= offset);
      const part = bound[i];
      if (!part) return node.range[0];
      return part.exact ? Math.min(part.at + offset - (starts[i] as number), part.to) : part.at;
    },
    placeOfEnd(offset) {
      const i = starts.findLastIndex((start) => start < offset);
      const part = bound[i];
      if (!part) return node.range[1];
      return part.exact ? Math.min(part.at + offset - (starts[i] as number), part.to) : part.to;
    },
  };
}

function partsOf(node: Node, scope: FileScope, env: Env, depth: number): Part[] | undefined {
  if (depth > deepest) return undefined;
  const at = resolve(node, scope, env);
  switch (at.type) {
    case 'Literal': {
      if (typeof at.value !== 'string') return undefined;
      const exact = at.raw.length === at.value.length + 2;
      return [{ text: at.value, at: at.range[0] + 1, to: at.range[1] - 1, exact }];
    }
    case 'TemplateLiteral':
      return templateParts(at, scope, env, depth);
    case 'TaggedTemplateExpression':
      return templateParts(at.quasi, scope, env, depth);
    case 'BinaryExpression': {
      if (at.operator !== '+') return undefined;
      const left = partsOf(at.left, scope, env, depth + 1) ?? [unknownPart(at.left)];
      const right = partsOf(at.right, scope, env, depth + 1) ?? [unknownPart(at.right)];
      return left.concat(right).some((part) => !part.hole) ? [...left, ...right] : undefined;
    }
    case 'CallExpression': {
      // `sql.raw('…')`, `Sequelize.literal('…')`, `['…', '…'].join(' ')`, `'…'.trim()`.
      const callee = bare(at.callee);
      const name = callee.type === 'MemberExpression' ? keyOf(callee) : callee.type === 'Identifier' ? callee.name : '';
      if (/^(?:raw|literal|unsafe|sql|text|dedent|unsafeRaw|PgLiteral)$/.test(name ?? '')) {
        const [first] = at.arguments;
        return first && partsOf(first, scope, env, depth + 1);
      }
      if (callee.type !== 'MemberExpression') return undefined;
      if (name === 'trim' || name === 'toString') return partsOf(callee.object, scope, env, depth + 1);
      const list = name === 'join' ? resolve(callee.object, scope, env) : undefined;
      if (list?.type !== 'ArrayExpression') return undefined;
      const between = stringOf(at.arguments[0]) ?? ',';
      return list.elements.flatMap((item, i) => {
        const parts = (item && partsOf(item, scope, env, depth + 1)) ?? [unknownPart(at)];
        return i === 0
          ? parts
          : [
              { text: between, at: parts[0]?.at ?? at.range[0], to: parts[0]?.at ?? at.range[1], exact: false },
              ...parts,
            ];
      });
    }
    case 'ObjectExpression': {
      // `query({ text: '…', values })`, `query({ query: '…', values })`.
      const text = propertyIn(at, 'text') ?? propertyIn(at, 'query') ?? propertyIn(at, 'sql');
      return text && partsOf(text, scope, env, depth + 1);
    }
    default: {
      const value = plainOf(at, scope, env);
      return typeof value === 'string'
        ? [{ text: value, at: node.range[0], to: node.range[1], exact: false }]
        : undefined;
    }
  }
}

function templateParts(node: NodeOf<'TemplateLiteral'>, scope: FileScope, env: Env, depth: number): Part[] {
  const parts: Part[] = [];
  for (const [i, quasi] of node.quasis.entries()) {
    const { raw, cooked } = quasi.value;
    const at = quasi.range[0] + 1;
    parts.push({ text: cooked ?? raw, at, to: at + raw.length, exact: cooked === raw });
    const inner = node.expressions[i];
    if (!inner) continue;
    const known = holeParts(inner, scope, env, depth);
    // A hole touches the text around it: quotes stay quotes, `${prefix}_name` stays one name.
    const around = { at: quasi.range[1] - 2, to: (node.quasis[i + 1]?.range[0] ?? node.range[1]) + 1 };
    for (const part of known ?? [unknownPart(inner)]) parts.push(part.exact ? part : { ...part, ...around });
  }
  return parts;
}

/** What a hole holds when it is constant. `sql.ref('a')`, `sql.table('a')`, `sql.identifier(['a', 'b'])` are names. */
function holeParts(node: Node, scope: FileScope, env: Env, depth: number): Part[] | undefined {
  const at = resolve(node, scope, env);
  if (at.type === 'CallExpression') {
    const callee = bare(at.callee);
    const name = callee.type === 'MemberExpression' ? keyOf(callee) : undefined;
    if (name && /^(?:ref|table|id|identifier|lit|literalValue|val)$/.test(name)) {
      const [first] = at.arguments;
      const list = first && resolve(first, scope, env);
      const values = (list?.type === 'ArrayExpression' ? list.elements : at.arguments).map((item) =>
        item ? plainOf(item, scope, env) : undefined,
      );
      if (values.some((value) => value === undefined || value === null)) return undefined;
      const text = /^(?:lit|literalValue|val)$/.test(name)
        ? literal(values[0] as Plain)
        : values.map((value) => `"${String(value).split('.').join('"."')}"`).join('.');
      return [{ text, at: node.range[0], to: node.range[1], exact: false }];
    }
  }
  const value = plainOf(at, scope, env);
  if (value !== undefined && value !== null)
    return [{ text: String(value), at: node.range[0], to: node.range[1], exact: false }];
  if (at.type === 'TemplateLiteral' || at.type === 'TaggedTemplateExpression' || isCall(at))
    return partsOf(at, scope, env, depth + 1);
  return undefined;
}

function unknownPart(node: Node): Part {
  return { text: hole, at: node.range[0], to: node.range[1], exact: false, hole: true };
}

/** Knex: `??` is a name, `?` a value; `:name:` and `:name` likewise with an object. */
function withBindings(parts: Part[], bindings: Node, scope: FileScope, env: Env): Part[] {
  const list = resolve(bindings, scope, env);
  const queue = list.type === 'ArrayExpression' ? [...list.elements] : [];
  return parts.flatMap((part) => {
    if (part.hole || !/\?|:\w/.test(part.text)) return [part];
    const made: Part[] = [];
    let from = 0;
    for (const match of part.text.matchAll(/\\\?|\?\??|(?<![:\w]):(\w+)(:?)/g)) {
      if (match[0] === '\\?') continue;
      const node = match[1] === undefined ? queue.shift() : propertyIn(list, match[1]);
      const isName = match[0] === '??' || match[2] === ':';
      if (match[1] !== undefined && !node) continue;
      const value = node ? plainOf(node, scope, env) : undefined;
      const text =
        value === undefined ? hole : isName ? `"${String(value).split('.').join('"."')}"` : literal(value as Plain);
      made.push(cut(part, from, match.index));
      const { at, to } = cut(part, match.index, match.index + match[0].length);
      made.push({ text, at, to, exact: false, ...(value === undefined && isName ? { hole: true } : {}) });
      from = match.index + match[0].length;
    }
    made.push(cut(part, from, part.text.length));
    return made.filter((one) => one.text !== '');
  });
}

function cut(part: Part, from: number, to: number): Part {
  const text = part.text.slice(from, to);
  return part.exact ? { ...part, text, at: part.at + from, to: part.at + to } : { ...part, text };
}

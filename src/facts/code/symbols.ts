import type { Code, Node } from '../../parse/typescript';
import { bare, type ClassNode, type FunctionNode, isClass, isFunction, keyOf, memberPath } from './nodes';

/**
 * Names of what a file declares, unique in it. At module level the plain name; `Class.method`; `object.method` for
 * methods of a literal; `outer/inner` inside a function; `outer/~0` for the first function without a name in `outer`;
 * `default` for an unnamed default export.
 */
export interface Symbols {
  of(node: FunctionNode | ClassNode): string;
  /** Symbol of a name declared inside whatever surrounds `at`. */
  local(name: string, at: Node): string;
}

export function symbolsOf(code: Code): Symbols {
  const known = new Map<Node, string>();
  let unnamed: Map<Node, number> | undefined;

  /** Position among the functions without a name that share the same surrounding. */
  const ordinal = (node: Node): number => {
    if (!unnamed) {
      unnamed = new Map();
      const next = new Map<Node | undefined, number>();
      const functions = [...code.of('ArrowFunctionExpression'), ...code.of('FunctionExpression')]
        .filter((f) => ownName(f) === undefined)
        .sort((a, b) => a.range[0] - b.range[0] || b.range[1] - a.range[1]);
      for (const one of functions) {
        const around = surrounding(one);
        const n = next.get(around) ?? 0;
        next.set(around, n + 1);
        unnamed.set(one, n);
      }
    }
    return unnamed.get(node) ?? 0;
  };

  const of = (node: FunctionNode | ClassNode): string => {
    let symbol = known.get(node);
    if (symbol === undefined) {
      symbol = local(ownName(node) ?? `~${ordinal(node)}`, node);
      known.set(node, symbol);
    }
    return symbol;
  };
  const local = (name: string, at: Node): string => {
    const around = surrounding(at);
    if (!around) return name;
    return isClass(around) ? `${of(around)}.${name}` : `${of(around)}/${name}`;
  };
  return { of, local };
}

/** The function, or the class of whose body it is a member, around a node. */
function surrounding(node: Node): FunctionNode | ClassNode | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (isFunction(at)) return at;
    if (at.type === 'ClassBody') return at.parent as ClassNode;
  }
  return undefined;
}

/** The name that a function or class has where it stands: its own, or that of what it is assigned to. */
function ownName(node: FunctionNode | ClassNode): string | undefined {
  if (node.id) return node.id.name;
  let at: Node = node;
  while (at.parent && bare(at.parent) === node && at.parent !== node) at = at.parent;
  const parent = at.parent;
  switch (parent?.type) {
    case 'ExportDefaultDeclaration':
      return 'default';
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'TSAbstractMethodDefinition': {
      const key = keyOf(parent);
      return parent.type === 'MethodDefinition' && parent.kind === 'get' && key ? `get ${key}` : key;
    }
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' ? parent.id.name : undefined;
    case 'AssignmentExpression':
      return parent.right === at ? assignedName(parent.left) : undefined;
    case 'Property':
      return literalName(parent, keyOf(parent));
    default:
      return undefined;
  }
}

/** `module.exports = …` is the default export, `exports.x` an export of that name, `Type.prototype.m` a method. */
function assignedName(left: Node): string | undefined {
  const path = memberPath(left);
  if (!path) return undefined;
  const text = path.join('.');
  if (text === 'module.exports') return 'default';
  if (text.startsWith('module.exports.')) return text.slice('module.exports.'.length);
  if (text.startsWith('exports.')) return text.slice('exports.'.length);
  return text.replace('.prototype.', '.').replace(/^this\./, 'this.');
}

/** `object.method` for a function in the literal that is the value of a name; nested literals add their keys. */
function literalName(property: Node, key: string | undefined): string | undefined {
  const literal = property.parent;
  if (key === undefined || literal?.type !== 'ObjectExpression') return undefined;
  const name = nameOfLiteral(literal);
  return name === undefined ? undefined : `${name}.${key}`;
}

/** Name of what an object literal is the value of, at the end of a declaration, an assignment or an export. */
export function nameOfLiteral(literal: Node): string | undefined {
  let at: Node = literal;
  while (at.parent && at.parent !== at && bare(at.parent) === literal) at = at.parent;
  const parent = at.parent;
  switch (parent?.type) {
    case 'ExportDefaultDeclaration':
      return 'default';
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' ? parent.id.name : undefined;
    case 'AssignmentExpression':
      return assignedName(parent.left);
    case 'PropertyDefinition':
      return keyOf(parent);
    case 'Property':
      return literalName(parent, keyOf(parent));
    default:
      return undefined;
  }
}

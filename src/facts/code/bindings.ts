import type { Code, Node, NodeOf } from '../../parse/typescript';
import { type ClassNode, type FunctionNode, isFunction, keyOf, settled, stringOf } from './nodes';

/** What declares a name. `path` leads from the declared value to the name: `const { a: { b } } = x` gives b the path `a, b`. */
export interface Binding {
  readonly name: string;
  readonly sort: 'import' | 'variable' | 'function' | 'class' | 'parameter' | 'catch' | 'enum' | 'type';
  /** The declarator, function, class, parameter, catch clause or import specifier. */
  readonly node: Node;
  readonly id: Node;
  readonly path: readonly string[];
  /** Cannot be assigned again. */
  readonly constant: boolean;
  /** Default in a pattern or of a parameter. */
  readonly fallback?: Node;
  /** `...rest`: the name stands for what the pattern left over. */
  readonly rest?: true;
  /** For parameters: the function and the position. */
  readonly of?: FunctionNode;
  readonly index?: number;
  readonly from?: { specifier: string; name: string; typeOnly: boolean };
}

export interface Bindings {
  /** What `name` means at a node, by the scopes around it. */
  find(name: string, at: Node): Binding | undefined;
  /** Where a name is used, its declaration and plain assignments to it included. */
  uses(binding: Binding): readonly NodeOf<'Identifier'>[];
  readonly all: readonly Binding[];
}

const scopeTypes = new Set([
  'Program',
  'BlockStatement',
  'StaticBlock',
  'TSModuleBlock',
  'SwitchStatement',
  'ForStatement',
  'ForOfStatement',
  'ForInStatement',
  'CatchClause',
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassExpression',
]);

export function bindingsOf(code: Code): Bindings {
  // By name, not by scope: most names are declared once or, like `console`, nowhere, and cost no walk up the scopes.
  const declaredAs = new Map<string, InScope[]>();
  const all: Binding[] = [];
  const declaredAt = new Set<Node>();
  const add = (scope: Node, binding: Binding) => {
    declaredAt.add(binding.id);
    const same = declaredAs.get(binding.name);
    const known = same?.find((one) => one.scope === scope);
    // An overload or a merged declaration keeps the first, unless that was a type only.
    if (known && known.binding.sort !== 'type') return;
    if (known) known.binding = binding;
    else if (same) same.push({ scope, binding });
    else declaredAs.set(binding.name, [{ scope, binding }]);
    all.push(binding);
  };

  for (const node of code.of('ImportDeclaration')) {
    const specifier = node.source.value;
    for (const one of node.specifiers) {
      const name =
        one.type === 'ImportDefaultSpecifier'
          ? 'default'
          : one.type === 'ImportNamespaceSpecifier'
            ? '*'
            : one.imported.type === 'Identifier'
              ? one.imported.name
              : one.imported.value;
      const typeOnly = node.importKind === 'type' || (one.type === 'ImportSpecifier' && one.importKind === 'type');
      add(code.ast, imported(one.local.name, one, one.local, { specifier, name, typeOnly }));
    }
  }
  for (const node of code.of('TSImportEqualsDeclaration')) {
    if (node.moduleReference.type !== 'TSExternalModuleReference') continue;
    const specifier = stringOf(node.moduleReference.expression);
    if (specifier === undefined) continue;
    const from = { specifier, name: '*', typeOnly: node.importKind === 'type' };
    add(code.ast, imported(node.id.name, node, node.id, from));
  }
  for (const node of code.of('VariableDeclaration')) {
    const scope = node.kind === 'var' ? functionScope(node) : scopeAround(node);
    for (const declarator of node.declarations) {
      const loaded = declarator.init ? requiredModule(declarator.init) : undefined;
      for (const one of namesIn(declarator.id, [])) {
        const base = { node: declarator, id: one.id, path: one.path, ...extras(one) };
        if (loaded && one.path.length <= 1 && !one.rest) {
          const from = { specifier: loaded, name: one.path[0] ?? '*', typeOnly: false };
          add(scope, { ...base, name: one.name, sort: 'import', constant: true, path: [], from });
        } else add(scope, { ...base, name: one.name, sort: 'variable', constant: node.kind === 'const' });
      }
    }
  }
  for (const type of ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'] as const) {
    for (const node of code.of(type)) {
      if (node.id)
        add(node.type === 'FunctionDeclaration' ? scopeAround(node) : node, {
          name: node.id.name,
          sort: 'function',
          node,
          id: node.id,
          path: [],
          constant: true,
        });
      node.params.forEach((param, index) => {
        const inner = param.type === 'TSParameterProperty' ? param.parameter : param;
        for (const one of namesIn(inner, [])) {
          const base = { node: param, id: one.id, path: one.path, ...extras(one) };
          add(node, { ...base, name: one.name, sort: 'parameter', constant: false, of: node, index });
        }
      });
    }
  }
  for (const type of ['ClassDeclaration', 'ClassExpression'] as const)
    for (const node of code.of(type))
      if (node.id)
        add(
          node.type === 'ClassDeclaration' ? scopeAround(node) : node,
          declared(node.id.name, 'class', node, node.id),
        );
  for (const node of code.of('TSEnumDeclaration'))
    add(scopeAround(node), declared(node.id.name, 'enum', node, node.id));
  for (const type of ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration'] as const)
    for (const node of code.of(type)) add(scopeAround(node), declared(node.id.name, 'type', node, node.id));
  for (const node of code.of('CatchClause'))
    if (node.param)
      for (const one of namesIn(node.param, []))
        add(node, { name: one.name, sort: 'catch', node, id: one.id, path: one.path, constant: false });

  const find = (name: string, at: Node): Binding | undefined => {
    let innermost: InScope | undefined;
    for (const one of declaredAs.get(name) ?? [])
      if (isWithin(at, one.scope) && (!innermost || isInside(one.scope, innermost.scope))) innermost = one;
    return innermost?.binding;
  };

  let byName: Map<string, NodeOf<'Identifier'>[]> | undefined;
  const known = new Map<Binding, readonly NodeOf<'Identifier'>[]>();
  return {
    find,
    all,
    uses(binding) {
      let uses = known.get(binding);
      if (!uses) {
        byName ??= groupByName(code.of('Identifier').filter((id) => !declaredAt.has(id) && isReference(id)));
        uses = (byName.get(binding.name) ?? []).filter((id) => find(binding.name, id) === binding);
        known.set(binding, uses);
      }
      return uses;
    },
  };
}

interface InScope {
  readonly scope: Node;
  binding: Binding;
}

/** By the text that they cover: every node covers that of its children. */
function isWithin(node: Node, outer: Node): boolean {
  return outer.range[0] <= node.range[0] && node.range[1] <= outer.range[1];
}

/** Of two scopes around one place: whether the first is the inner one. They may cover the same text. */
function isInside(scope: Node, other: Node): boolean {
  if (!isWithin(scope, other)) return false;
  if (!isWithin(other, scope)) return true;
  let at: Node | undefined = scope.parent;
  while (at && at !== other) at = at.parent;
  return at === other;
}

function imported(name: string, node: Node, id: Node, from: NonNullable<Binding['from']>): Binding {
  return { name, sort: 'import', node, id, path: [], constant: true, from };
}

function declared(name: string, sort: 'class' | 'enum' | 'type', node: ClassNode | Node, id: Node): Binding {
  return { name, sort, node, id, path: [], constant: true };
}

function extras(one: NameIn): { fallback?: Node; rest?: true } {
  return { ...(one.fallback ? { fallback: one.fallback } : {}), ...(one.rest ? { rest: true as const } : {}) };
}

interface NameIn {
  name: string;
  id: Node;
  path: string[];
  fallback?: Node;
  rest?: true;
}

/** The names that a pattern declares. */
function namesIn(pattern: Node, path: string[], fallback?: Node): NameIn[] {
  switch (pattern.type) {
    case 'Identifier':
      return [{ name: pattern.name, id: pattern, path, ...(fallback ? { fallback } : {}) }];
    case 'AssignmentPattern':
      return namesIn(pattern.left, path, pattern.right);
    case 'RestElement':
      return namesIn(pattern.argument, path).map((one) => ({ ...one, rest: true as const }));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        property.type === 'RestElement'
          ? namesIn(property, path)
          : namesIn(property.value, [...path, keyOf(property) ?? '?']),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element, index) => (element ? namesIn(element, [...path, String(index)]) : []));
    default:
      return [];
  }
}

/** Specifier of `require('x')` or `await import('x')`. */
export function requiredModule(node: Node): string | undefined {
  const at = settled(node);
  if (at.type === 'ImportExpression') return stringOf(at.source);
  if (at.type !== 'CallExpression' || at.callee.type !== 'Identifier' || at.callee.name !== 'require') return undefined;
  return stringOf(at.arguments[0]);
}

function scopeAround(node: Node): Node {
  let at: Node = node;
  while (at.parent) {
    at = at.parent;
    if (scopeTypes.has(at.type)) return at;
  }
  return at;
}

function functionScope(node: Node): Node {
  let at: Node = node;
  while (at.parent) {
    at = at.parent;
    if (isFunction(at) || at.type === 'StaticBlock' || at.type === 'TSModuleBlock') return at;
  }
  return at;
}

/** An identifier that stands for a value, not for a key, a label or a type. */
function isReference(id: NodeOf<'Identifier'>): boolean {
  const parent = id.parent as Node;
  switch (parent.type) {
    case 'MemberExpression':
      return parent.computed || parent.object === id;
    case 'Property':
    case 'PropertyDefinition':
    case 'MethodDefinition':
    case 'AccessorProperty':
      return parent.computed || parent.value === id;
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
    case 'MetaProperty':
      return false;
    case 'ExportSpecifier':
      return parent.local === id;
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'TSExportAssignment':
    case 'TSEnumMember':
      return true;
    default:
      return !parent.type.startsWith('TS');
  }
}

function groupByName(ids: readonly NodeOf<'Identifier'>[]): Map<string, NodeOf<'Identifier'>[]> {
  const groups = new Map<string, NodeOf<'Identifier'>[]>();
  for (const id of ids) {
    const group = groups.get(id.name);
    if (group) group.push(id);
    else groups.set(id.name, [id]);
  }
  return groups;
}

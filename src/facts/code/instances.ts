import type { Fact, Ref, Value } from '../../core/fact';
import type { Source } from '../../core/source';
import type { Node } from '../../parse/typescript';
import { callFormOf } from './callForm';
import { ownerOf } from './inlined';
import { bare, keyOf, memberPath, settled } from './nodes';
import type { FileScope } from './scope';
import { isWrite, namedOptionsOf } from './values';

type Created = Extract<Fact, { kind: 'instance.created' }>;

/**
 * Things made by a call or `new` and kept under a name: `const pool = new Pool({ … })`, `export default axios.create()`.
 * A variable that functions of the module change has the factory `state`.
 */
export function instanceFacts(scope: FileScope, source: Source): Fact[] {
  const facts: Created[] = [];
  const made = (symbol: string, init: Node, kept: Created['scope']) => {
    const factory = factoryOf(init, scope);
    if (!factory) return;
    const call = factory.call;
    const args: Value[] = [];
    const options: Created['options'] = {};
    let open = false;
    const unread: number[] = [];
    const given = call?.type === 'CallExpression' || call?.type === 'NewExpression' ? call.arguments : [];
    for (const [index, argument] of given.entries()) {
      if (argument.type === 'SpreadElement') open = true;
      if (args.length < 4) args.push(argument.type === 'SpreadElement' ? { is: 'unknown' } : scope.value(argument));
      const at = settled(argument);
      const meant = at.type === 'Identifier' || at.type === 'MemberExpression' ? scope.definition(at) : at;
      if (meant?.type === 'ObjectExpression') {
        const inner = namedOptionsOf(at, meant, scope);
        Object.assign(options, inner.options);
        open ||= inner.open;
      } else if (meant?.type !== 'Literal' && meant?.type !== 'TemplateLiteral' && !isEnvironment(at, scope))
        unread.push(index);
    }
    const at = source.span(init.range[0], init.range[1]);
    const form = call.type === 'CallExpression' || call.type === 'NewExpression' ? callFormOf(call, source) : undefined;
    facts.push({
      kind: 'instance.created',
      at,
      symbol,
      factory: factory.ref,
      options,
      optionsOpen: open || unread.length > 0,
      ...(!open && unread.length > 0 ? { unread } : {}),
      args,
      scope: kept,
      ...(factory.awaited ? { awaited: true } : {}),
      ...(form ? { form } : {}),
    });
  };

  for (const binding of scope.bindings.all) {
    if (binding.sort !== 'variable' || binding.path.length > 0) continue;
    const init = scope.initOf(binding);
    const symbol = scope.symbols.local(binding.name, binding.node);
    const inFunction = ownerOf(binding.node) !== undefined;
    if (init) made(symbol, init, inFunction ? 'call' : 'module');
    else if (
      !inFunction &&
      !binding.constant &&
      scope.bindings.uses(binding).some((use) => isWrite(use) && ownerOf(use))
    )
      facts.push(stateFact(symbol, binding.id, source));
    if (init && !inFunction && !binding.constant && settled(init).type === 'Literal')
      if (scope.bindings.uses(binding).some((use) => isWrite(use) && ownerOf(use)))
        facts.push(stateFact(symbol, binding.id, source));
  }
  for (const type of ['PropertyDefinition', 'AccessorProperty'] as const)
    for (const node of scope.code.of(type)) {
      const key = keyOf(node);
      if (key !== undefined && node.value) made(scope.symbols.local(key, node), node.value, 'module');
    }
  for (const node of scope.code.of('ExportDefaultDeclaration')) made('default', node.declaration, 'module');
  for (const node of scope.code.of('AssignmentExpression')) {
    const path = memberPath(node.left);
    if (path?.[0] === 'module' && path[1] === 'exports') path.shift();
    if (path?.[0] === 'exports' && path.length <= 2) made(path[1] ?? 'default', node.right, 'module');
    else if (path?.[0] === 'this' && path.length === 2)
      made(memberSymbol(node, path[1] as string, scope), node.right, 'module');
  }
  return facts;
}

/** `Class.member` for `this.member = …` in a method. */
function memberSymbol(node: Node, member: string, scope: FileScope): string {
  for (let at: Node | undefined = node; at; at = at.parent)
    if (at.type === 'ClassDeclaration' || at.type === 'ClassExpression') return `${scope.symbols.of(at)}.${member}`;
  return `this.${member}`;
}

function stateFact(symbol: string, id: Node, source: Source): Created {
  return {
    kind: 'instance.created',
    at: source.span(id.range[0], id.range[1]),
    symbol,
    factory: { in: 'global', name: 'state', path: [] },
    options: {},
    optionsOpen: false,
    args: [],
    scope: 'module',
  };
}

/** The call that makes a value: through `await`, `a ?? make()` and `cached || make()`. */
function factoryOf(init: Node, scope: FileScope): { ref: Ref; call: Node; awaited: boolean } | undefined {
  const at = settled(init);
  switch (at.type) {
    case 'NewExpression':
    case 'CallExpression': {
      const ref = scope.ref(at.callee);
      return ref.in === 'unknown' ? undefined : { ref, call: at, awaited: bare(init).type === 'AwaitExpression' };
    }
    case 'LogicalExpression':
      return factoryOf(at.right, scope) ?? factoryOf(at.left, scope);
    case 'AssignmentExpression':
      return factoryOf(at.right, scope);
    case 'ConditionalExpression':
      return factoryOf(at.consequent, scope) ?? factoryOf(at.alternate, scope);
    default:
      return undefined;
  }
}

function isEnvironment(node: Node, scope: FileScope): boolean {
  const value = scope.value(node);
  return value.is === 'env' || value.is === 'literal';
}

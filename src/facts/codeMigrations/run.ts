import type { Node, NodeOf } from '../../parse/typescript';
import type { Binding } from '../code/bindings';
import { bare, enclosingClass, type FunctionNode, isClass, isFunction, keyOf, settled, stringOf } from '../code/nodes';
import type { FileScope } from '../code/scope';
import { type Call, type Chain, chainOf, isCall, nameOf } from './chain';
import { asksWhetherItExists, childrenOf, dialectIn, leaves, quiet, rootOf, textOf, unreadSql } from './runParts';
import type { Around, Script } from './script';
import type { Piece } from './sqlText';
import { type Plain, plainOf, resolve, type SqlText, sqlTextOf } from './values';

/** Reads the calls of one framework; `true`: the chain is dealt with, its callbacks too. */
export type Reader = (chain: Chain, run: Run) => boolean;

/** Follows what one direction of a migration does, in the order of execution. */
export interface Run {
  readonly scope: FileScope;
  readonly around: Around;
  resolve(node: Node): Node;
  plain(node: Node | undefined): Plain | undefined;
  text(node: Node | undefined): string | undefined;
  /** Texts of an array, or the one text that stands for it; nothing when one of them is computed. */
  texts(node: Node | undefined): string[] | undefined;
  items(node: Node | undefined): readonly Node[] | undefined;
  /** Value of a property of an object literal, spreads and names followed. */
  property(node: Node | undefined, ...names: string[]): Node | undefined;
  properties(node: Node | undefined): readonly [string, Node][] | undefined;
  flag(node: Node | undefined, ...names: string[]): boolean | undefined;
  sql(node: Node, bindings?: Node): SqlText | undefined;
  write(node: Node, pieces: readonly (Piece | string)[], around?: Around): void;
  embed(node: Node, sql: SqlText, around?: Around): void;
  /** The SQL that a node stands for, or an unread one. */
  embedNode(at: Node, node: Node | undefined, bindings?: Node, around?: Around): void;
  unknown(node: Node, reason: string): void;
  /** Told as unread, without an operation that is not known. */
  unread(node: Node, reason: string): void;
  walk(node: Node, around?: Around): void;
  /** Runs a callback; `reader` reads the chains inside it first. */
  call(
    node: Node | undefined,
    args: readonly (Node | undefined)[],
    more?: { around?: Around; reader?: Reader },
  ): boolean;
  /** Whether a node stands for what the runner hands to the migration. */
  isHandle(node: Node): boolean;
  /** A number for a transaction that the author opens. */
  newTransaction(): number;
  /** Remembers what a name stands for from here on. */
  bind(binding: Binding, node: Node): void;
}

const longestList = 60;
const deepest = 6;
export function createRun(scope: FileScope, script: Script, reader: Reader, handles: readonly Binding[]): Run {
  const env = new Map<Binding, Node>();
  const known = new Set<Binding>(handles);
  const readers: Reader[] = [reader];
  const stack: FunctionNode[] = [];
  let around: Around = {};
  let transactions = 0;

  const within = (more: Around | undefined, go: () => void) => {
    const before = around;
    if (more) around = { ...around, ...more, ...(around.exists ? { exists: true } : {}) };
    go();
    around = before;
  };

  const isHandle = (node: Node): boolean => {
    const at = settled(node);
    if (at.type !== 'Identifier') return false;
    const binding = scope.bindings.find(at.name, at);
    if (!binding) return false;
    if (known.has(binding)) return true;
    const bound = env.get(binding);
    if (bound && bound !== at) return isHandle(bound);
    const init = binding.sort === 'variable' ? scope.initOf(binding) : undefined;
    const from = init && settled(init);
    return from?.type === 'Identifier' && from !== at
      ? isHandle(from)
      : from?.type === 'MemberExpression' && isHandle(rootOf(from));
  };

  const properties = (node: Node | undefined, depth = 0): [string, Node][] | undefined => {
    const at = node && resolve(node, scope, env);
    if (at?.type !== 'ObjectExpression' || depth > 4) return undefined;
    return at.properties.flatMap((property): [string, Node][] => {
      if (property.type === 'SpreadElement') return properties(property.argument, depth + 1) ?? [];
      const key =
        keyOf(property) ??
        (property.computed ? String(plainOf(property.key, scope, env) ?? '') || undefined : undefined);
      return key === undefined ? [] : [[key, property.value]];
    });
  };

  const run: Run = {
    scope,
    get around() {
      return around;
    },
    resolve: (node) => resolve(node, scope, env),
    plain: (node) => plainOf(node, scope, env),
    text(node) {
      const value = plainOf(node, scope, env);
      return typeof value === 'string' ? value : undefined;
    },
    texts(node) {
      const list = run.items(node);
      if (!list) {
        const one = run.text(node);
        return one === undefined ? undefined : [one];
      }
      const texts = list.map((item) => run.text(item));
      return texts.some((text) => text === undefined) ? undefined : (texts as string[]);
    },
    items(node) {
      const at = node && resolve(node, scope, env);
      if (at?.type === 'TSAsExpression') return run.items(at.expression);
      return at?.type === 'ArrayExpression' ? at.elements.filter((item) => item !== null) : undefined;
    },
    property: (node, ...names) => properties(node)?.findLast(([key]) => names.includes(key))?.[1],
    properties: (node) => properties(node),
    flag(node, ...names) {
      const value = run.plain(run.property(node, ...names));
      return typeof value === 'boolean' ? value : undefined;
    },
    sql: (node, bindings) => sqlTextOf(node, scope, env, bindings),
    write: (node, pieces, more) => within(more, () => script.write(node, around, pieces)),
    embed: (node, sql, more) => within(more, () => script.embed(node, around, sql)),
    embedNode(at, node, bindings, more) {
      const sql = node && sqlTextOf(node, scope, env, bindings);
      if (sql) run.embed(at, sql, more);
      else within(more, () => script.unknown(at, around, unreadSql(node && resolve(node, scope, env))));
    },
    unknown: (node, reason) => script.unknown(node, around, reason),
    unread: (node, reason) => script.unknown(node, around, reason, false),
    walk: (node, more) => within(more, () => walk(node)),
    call(node, args, more = {}) {
      const fn = node && resolve(node, scope, env);
      if (!fn || !isFunction(fn)) return false;
      if (stack.includes(fn) || stack.length > deepest) return false;
      stack.push(fn);
      fn.params.forEach((param, index) => {
        const argument = args[index];
        for (const binding of bindingsOf(param, fn)) {
          env.delete(binding);
          if (!argument) continue;
          const value = binding.path.length === 0 ? argument : member(argument, binding.path);
          if (value) env.set(binding, value);
          if (binding.path.length === 0 && isHandle(argument)) known.add(binding);
        }
      });
      if (more.reader) readers.push(more.reader);
      within(more.around, () => walk(fn.body));
      if (more.reader) readers.pop();
      stack.pop();
      return true;
    },
    isHandle,
    newTransaction: () => ++transactions,
    bind: (binding, node) => env.set(binding, node),
  };

  const bindingsOf = (param: Node, fn: FunctionNode): Binding[] => {
    const inner = param.type === 'AssignmentPattern' ? param.left : param;
    if (inner.type === 'Identifier') {
      const binding = scope.bindings.find(inner.name, fn.body);
      return binding?.of === fn ? [binding] : [];
    }
    return scope.bindings.all.filter((one) => one.of === fn && one.node === param);
  };

  const member = (node: Node, path: readonly string[]): Node | undefined =>
    path.reduce<Node | undefined>((from, key) => {
      const at = from && resolve(from, scope, env);
      if (at?.type === 'ArrayExpression') return at.elements[Number(key)] ?? undefined;
      return at && properties(at)?.findLast(([name]) => name === key)?.[1];
    }, node);

  const callChain = (node: Call) => {
    const chain = chainOf(node);
    for (let i = readers.length - 1; i >= 0; i--) if ((readers[i] as Reader)(chain, run)) return;
    const first = chain.links[0];
    if (first && loopsOver(chain, first)) return;
    if (first && followed(chain, first)) {
      for (const link of chain.links.slice(1)) for (const arg of link.args) callback(arg);
      return;
    }
    if (isCall(chain.root) && chain.root !== node) walk(chain.root);
    else if (chain.root.type === 'NewExpression') for (const arg of chain.root.arguments) callback(arg);
    for (const link of chain.links) {
      for (const arg of link.args) callback(arg);
      const handedOn = link.args.find((arg) => isHandle(arg));
      if (handedOn && !quiet.test(nameOf(chain)) && link === chain.links.at(0))
        run.unknown(link.node, `what ${nameOf(chain)} does is not in this file`);
    }
  };

  /** Arguments are evaluated; functions among them are taken to be called. */
  const callback = (node: Node) => {
    const at = node.type === 'SpreadElement' ? node.argument : node;
    const inner = bare(at);
    if (isFunction(inner)) run.call(inner, []);
    else walk(at);
  };

  /** `for each` of a list that is written down is what it does to each. */
  const loopsOver = (chain: Chain, first: { name?: string; args: readonly Node[] }): boolean => {
    const last = chain.links.at(-1);
    if (!last || !/^(?:forEach|map|flatMap|reduce|each|mapSeries)$/.test(last.name ?? '')) return false;
    const from = settled(last.node.type === 'CallExpression' ? last.node.callee : last.node);
    const bluebird = first === last && /^(?:Promise|Bluebird|async)$/.test(nameOf(chain).split('.')[0] ?? '');
    const list = bluebird ? last.args[0] : from.type === 'MemberExpression' ? from.object : undefined;
    const fn = bluebird ? last.args[1] : last.args[0];
    if (!list || !fn || !isFunction(resolve(fn, scope, env))) return false;
    if (chain.links.length > 1) walk(list);
    eachOf(list, (item) => run.call(fn, last.name === 'reduce' ? [undefined, item] : [item]));
    return true;
  };

  const eachOf = (list: Node, go: (item: Node | undefined) => void) => {
    const at = settled(list);
    const entries = at.type === 'CallExpression' ? entriesIn(at) : undefined;
    const items = entries ?? run.items(list);
    if (items && items.length <= longestList && items.every((item) => item.type !== 'SpreadElement'))
      for (const item of items) go(item);
    else within({ loops: true, guarded: true }, () => go(undefined));
  };

  /** `Object.keys(constant)` and its likes; pairs are not made up. */
  const entriesIn = (call: NodeOf<'CallExpression'>): Node[] | undefined => {
    const callee = bare(call.callee);
    if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || callee.object.name !== 'Object')
      return undefined;
    return keyOf(callee) === 'values' ? properties(call.arguments[0])?.map(([, value]) => value) : undefined;
  };

  /** Functions of the same file, and methods of the same class. */
  const followed = (chain: Chain, first: { name?: string; args: readonly Node[] }): boolean => {
    if (chain.path.length > 0) return false;
    if (chain.root.type === 'Identifier' && first.name === undefined) return run.call(chain.root, first.args);
    if (chain.root.type === 'Identifier' && first.name !== undefined) {
      const object = resolve(chain.root, scope, env);
      const method = object.type === 'ObjectExpression' ? run.property(object, first.name) : undefined;
      return method ? run.call(method, first.args) : false;
    }
    if (chain.root.type === 'ThisExpression' && first.name !== undefined) {
      const holder = enclosingClass(chain.root);
      const method =
        isClass(holder) && holder.body.body.find((m) => m.type === 'MethodDefinition' && keyOf(m) === first.name);
      return method && method.type === 'MethodDefinition' ? run.call(method.value, first.args) : false;
    }
    return isFunction(bare(chain.root)) && first.name === undefined ? run.call(chain.root, first.args) : false;
  };

  const walk = (node: Node): void => {
    switch (node.type) {
      case 'BlockStatement': {
        const before = around;
        for (const statement of node.body) {
          walk(statement);
          // After `if (…) return;` the rest happens only under the opposite.
          if (statement.type === 'IfStatement' && !statement.alternate && leaves(statement.consequent))
            around = { ...around, ...conditionOf(statement.test, false) };
          if (statement.type === 'ReturnStatement') break;
        }
        around = before;
        return;
      }
      case 'AssignmentExpression': {
        walk(node.right);
        const binding = node.left.type === 'Identifier' ? scope.bindings.find(node.left.name, node.left) : undefined;
        // What is assigned under a condition is one of several values.
        if (binding && node.operator === '=' && !around.guarded) env.set(binding, node.right);
        else if (binding) env.set(binding, node);
        return;
      }
      case 'IfStatement':
        walk(node.test);
        within(conditionOf(node.test, true), () => walk(node.consequent));
        if (node.alternate) within(conditionOf(node.test, false), () => walk(node.alternate as Node));
        return;
      case 'ConditionalExpression':
        walk(node.test);
        within(conditionOf(node.test, true), () => walk(node.consequent));
        within(conditionOf(node.test, false), () => walk(node.alternate));
        return;
      case 'LogicalExpression':
        walk(node.left);
        within(conditionOf(node.left, node.operator === '&&'), () => walk(node.right));
        return;
      case 'ForOfStatement': {
        walk(node.right);
        eachOf(node.right, (item) => {
          const { left } = node;
          const id = left.type === 'VariableDeclaration' ? left.declarations[0]?.id : undefined;
          for (const binding of scope.bindings.all) {
            if (!id || binding.id.range[0] < id.range[0] || binding.id.range[1] > id.range[1]) continue;
            const value = item && (binding.path.length === 0 ? item : member(item, binding.path));
            if (value) env.set(binding, value);
            else env.delete(binding);
          }
          walk(node.body);
        });
        return;
      }
      case 'ForStatement':
      case 'ForInStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        within({ loops: true, guarded: true }, () => walk(node.body));
        return;
      case 'TryStatement':
        walk(node.block);
        if (node.handler) within({ guarded: true }, () => walk((node.handler as NodeOf<'CatchClause'>).body));
        if (node.finalizer) walk(node.finalizer);
        return;
      case 'SwitchStatement':
        for (const one of node.cases)
          within({ guarded: true, ...dialectIn(one.test ? (stringOf(one.test) ?? '') : '') }, () =>
            one.consequent.forEach(walk),
          );
        return;
      case 'CallExpression':
      case 'TaggedTemplateExpression':
      case 'NewExpression':
        callChain(node);
        return;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'ClassDeclaration':
      case 'ClassExpression':
        return;
      default:
        for (const child of childrenOf(node)) walk(child);
    }
  };

  const conditionOf = (test: Node, holds: boolean): Around => {
    const written = textOf(test, scope);
    const condition: Around = { guarded: true };
    if (asksWhetherItExists.test(written)) condition.exists = true;
    const negated = /!==?|^!/.test(written) === holds;
    const server = negated ? {} : dialectIn(written);
    return { ...condition, ...server };
  };

  return run;
}

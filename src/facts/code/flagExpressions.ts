import type { Ref, Value } from '../../core/fact';
import {
  ambiguousFlagMethods,
  flagHolder,
  flagHooks,
  flagSdks,
  flagVariable,
  isFlagModule,
  isFlagName,
  isFlagReceiver,
  plainFlagMethods,
} from '../../knowledge/flagSdks';
import type { Node, NodeOf } from '../../parse/typescript';
import { argumentsOf, bare, isFunction, keyOf, memberPath, propertyOf, settled, stringOf } from './nodes';
import type { FileScope } from './scope';

export interface FlagExpression {
  /** The evaluation itself. */
  node: Node;
  library: string;
  key?: string;
  fallback?: Value;
  fallbackNode?: Node;
  variant: boolean;
  /** A function of another file whose name says that it is a flag; the link step may look further. */
  ref?: Ref;
}

/** The flag that decides a condition, through `!`, `await`, comparisons, `&&` and `||`. `negated`: the condition holds when it is off. */
export function flagIn(test: Node, scope: FileScope, depth = 0): (FlagExpression & { negated: boolean }) | undefined {
  if (depth > 8) return undefined;
  const at = settled(test);
  switch (at.type) {
    case 'UnaryExpression': {
      if (at.operator !== '!') return undefined;
      const inner = flagIn(at.argument, scope, depth + 1);
      return inner && { ...inner, negated: !inner.negated };
    }
    case 'LogicalExpression':
      return flagIn(at.left, scope, depth + 1) ?? flagIn(at.right, scope, depth + 1);
    case 'BinaryExpression':
      return compared(at, scope, depth);
    case 'SequenceExpression':
      return undefined;
    default: {
      const flag = flagExpression(at, scope, depth);
      return flag && { ...flag, negated: flag.library !== '' && isNegativeName(flag) };
    }
  }
}

/** `isOff('x')` and `X_DISABLED` hold when the feature is off. */
function isNegativeName(flag: FlagExpression): boolean {
  const at = flag.node;
  if (at.type === 'CallExpression' && at.callee.type === 'MemberExpression' && keyOf(at.callee) === 'isOff')
    return true;
  return /(?:^|_)(?:DISABLED?|KILL_SWITCH)(?:_|$)/.test(flag.key ?? '') && flag.library === 'environment';
}

function compared(
  at: NodeOf<'BinaryExpression'>,
  scope: FileScope,
  depth: number,
): (FlagExpression & { negated: boolean }) | undefined {
  if (!/^[!=]==?$/.test(at.operator)) return undefined;
  const left = at.left.type === 'PrivateIdentifier' ? undefined : flagIn(at.left, scope, depth + 1);
  const flag = left ?? flagIn(at.right, scope, depth + 1);
  if (!flag) return undefined;
  const other = left ? at.right : at.left;
  const value = other.type === 'Literal' ? other.value : undefined;
  const off =
    value === false || value === 'false' || value === 'off' || value === '0' || value === 0 || value === 'control';
  const different = at.operator.startsWith('!');
  return { ...flag, negated: flag.negated !== (off !== different) };
}

/** A node that evaluates a flag: a call of an SDK, a member of a flags object, a variable of the environment, or a name assigned from one. */
export function flagExpression(node: Node, scope: FileScope, depth = 0): FlagExpression | undefined {
  if (depth > 8) return undefined;
  const at = settled(node);
  switch (at.type) {
    case 'CallExpression':
      return flagCall(at, scope, depth);
    case 'MemberExpression':
      return flagMember(at, scope, depth);
    case 'Identifier': {
      const binding = scope.bindings.find(at.name, at);
      if (binding?.sort === 'import' && binding.from && isOwnFlag(binding.from, at.name)) {
        return {
          node: at,
          library: 'own',
          key: binding.from.name === 'default' ? at.name : binding.from.name,
          variant: false,
          ref: scope.ref(at),
        };
      }
      if (binding?.sort !== 'variable') return undefined;
      const init = scope.initOf(binding);
      if (!init || init === node) return undefined;
      // `const { newCheckout } = useFlags()`
      if (binding.path.length > 0) {
        const bag = bagOf(settled(init), scope);
        if (bag) return { node: at, library: bag.library, key: binding.path[0] as string, variant: false };
        const inner = flagExpression(init, scope, depth + 1);
        return inner && { ...inner, node: at };
      }
      const inner = flagIn(init, scope, depth + 1);
      return inner && { ...inner, node: at };
    }
    default:
      return undefined;
  }
}

/** A function that is told the flag, rather than being one itself: `isFeatureEnabled(name)`. */
const accessor =
  /^(?:is|has|check|get|use)(?:Feature)?(?:Flag|Feature|Toggle|Gate|Experiment)s?(?:Value|Enabled|On|Active|Variant)?$/;

function keyOfOwn(name: string, args: readonly Node[]): { key?: string } {
  const key = args.map(stringOf).find((text) => text !== undefined);
  if (key !== undefined) return { key };
  return args.length > 0 && accessor.test(name) ? {} : { key: name };
}

/** A name that a module of the project exports, and that is called after flags. */
function isOwnFlag(from: { specifier: string; name: string }, local: string): boolean {
  return (
    isFlagModule(from.specifier) && !isSdk(from.specifier) && isFlagName(from.name === 'default' ? local : from.name)
  );
}

function isSdk(specifier: string): boolean {
  return flagSdks.some((sdk) => sdk.packages.test(specifier));
}

/** The SDK that a call belongs to: imported, or asked of something that was made with it in this file. */
function sdkOf(call: NodeOf<'CallExpression'>, scope: FileScope): string | undefined {
  return sdkBehind(call.callee, scope, 0);
}

/** `OpenFeature.getClient()`, `SplitFactory({ … }).client()`, `(await flagsmith.getEnvironmentFlags())`: what they begin with. */
function sdkBehind(node: Node, scope: FileScope, depth: number): string | undefined {
  let at = settled(node);
  for (;;) {
    if (at.type === 'MemberExpression') at = settled(at.object);
    else if (at.type === 'CallExpression' || at.type === 'NewExpression') at = settled(at.callee);
    else break;
  }
  if (at.type !== 'Identifier' || depth > 4) return undefined;
  const binding = scope.bindings.find(at.name, at);
  const { from } = binding ?? {};
  if (from) return flagSdks.find((sdk) => sdk.packages.test(from.specifier))?.name;
  const made = binding?.sort === 'variable' ? scope.initOf(binding) : undefined;
  return made && made !== node ? sdkBehind(made, scope, depth + 1) : undefined;
}

/** A call that gives back all flags, by their keys: `useFlags()`, `await client.fetchV2(user)`. */
export function bagOf(call: Node | undefined, scope: FileScope): { library: string } | undefined {
  if (call?.type !== 'CallExpression') return undefined;
  const callee = bare(call.callee);
  const name = callee.type === 'Identifier' ? callee.name : keyOf(callee);
  if (name === undefined) return undefined;
  if (callee.type === 'Identifier' && /^use\w*(?:Flags|Features)$/.test(name))
    return { library: sdkOf(call, scope) ?? 'own' };
  if (!/^(?:all|getAll|fetch|evaluate|getTreatments|useTreatments|decideAll)/.test(name)) return undefined;
  const library = sdkOf(call, scope);
  const sdk = flagSdks.find((one) => one.name === library);
  return sdk?.bags?.includes(name) ? { library: sdk.name } : undefined;
}

function flagCall(call: NodeOf<'CallExpression'>, scope: FileScope, depth: number): FlagExpression | undefined {
  const callee = bare(call.callee);
  const args = argumentsOf(call);
  const library = sdkOf(call, scope);
  const sdk = flagSdks.find((s) => s.name === library);
  if (callee.type === 'Identifier') {
    const shape = sdk?.functions[callee.name];
    if (shape) return found(call, library as string, args, shape.key, shape.fallback, shape.variant === true, scope);
    if (flagHooks.has(callee.name) && stringOf(args[0]) !== undefined)
      return found(call, 'own', args, 0, 1, false, scope);
    const binding = scope.bindings.find(callee.name, callee);
    if (binding?.sort === 'import' && binding.from && isOwnFlag(binding.from, callee.name)) {
      return {
        ...found(call, 'own', args, 0, undefined, false, scope),
        ...keyOfOwn(callee.name, args),
        ref: scope.ref(callee),
      };
    }
    if (/^(?:is|has|check|get)\w*(?:FeatureFlag|Feature|Flag|Toggle)(?:Enabled|On|Active)?$/.test(callee.name))
      return {
        ...found(call, 'own', args, 0, undefined, false, scope),
        ...keyOfOwn(callee.name, args),
      };
    const made = scope.definition(callee);
    // `const cart = flag({ key: 'cart', … })`
    if (made?.type === 'CallExpression') {
      const maker = scope.ref(made.callee);
      const declared =
        maker.in === 'import' && maker.name === 'flag' ? stringOf(propertyOf(argumentsOf(made)[0], 'key')) : undefined;
      return declared !== undefined && maker.in === 'import' && isSdk(maker.specifier)
        ? { node: call, library: sdkOf(made, scope) as string, key: declared, variant: false }
        : undefined;
    }
    // A function of this file whose whole body returns a flag expression.
    const returned = isFunction(made) ? returnedBy(made) : undefined;
    const inner = returned && flagIn(returned, scope, depth + 1);
    return inner && { ...inner, node: call };
  }
  if (callee.type !== 'MemberExpression') return undefined;
  const method = keyOf(callee);
  if (method === undefined) return undefined;
  const shape = sdk?.methods[method];
  if (shape) return found(call, library as string, args, shape.key, shape.fallback, shape.variant === true, scope);
  const path = memberPath(callee);
  const receiver = path?.slice(0, -1) ?? [];
  const named = receiver.some(isFlagReceiver);
  const general = flagSdks.find((s) => s.methods[method]);
  const position = general?.methods[method];
  if (plainFlagMethods.has(method))
    return found(
      call,
      library ?? general?.name ?? 'own',
      args,
      position?.key ?? 0,
      position?.fallback,
      position?.variant === true,
      scope,
    );
  const literal = stringOf(args[position?.key ?? 0]);
  if (ambiguousFlagMethods.has(method)) {
    // `config.get('FEATURE_X')` of Nest reads the environment.
    if (method === 'get')
      return literal !== undefined && flagVariable.test(literal)
        ? { node: call, library: 'environment', key: literal, variant: false }
        : named && literal !== undefined
          ? found(call, 'own', args, 0, 1, false, scope)
          : undefined;
    if (/^(?:has|check|feature|variable|enabled)$/.test(method) && !named) return undefined;
    if (named || literal !== undefined)
      return found(
        call,
        library ?? 'own',
        args,
        position?.key ?? 0,
        position?.fallback,
        position?.variant === true,
        scope,
      );
    return undefined;
  }
  // `flags.newCheckout()`
  return receiver.some((part) => flagHolder.test(part)) &&
    args.length <= 2 &&
    isFlagName(method) &&
    !/^(?:close|on|off|once|all\w*|forEach|some|every|includes|push|pop|join|concat|slice|splice|keys|values|entries|at|then|catch|finally|option|options|hasOwnProperty)$/.test(
      method,
    )
    ? { node: call, library: library ?? 'own', key: literal ?? method, variant: false }
    : undefined;
}

/** Parts of an answer that say yes or no, or which variant. */
const parts = /^(?:enabled|isEnabled|value|on|treatment|variationKey|variantKey|match)$/;

function flagMember(at: NodeOf<'MemberExpression'>, scope: FileScope, depth: number): FlagExpression | undefined {
  const path = memberPath(at);
  if (path) {
    const last = path.at(-1) as string;
    if (path.includes('env') && flagVariable.test(last))
      return { node: at, library: 'environment', key: last, variant: false };
    if (
      path.length >= 2 &&
      path.slice(0, -1).some((part) => flagHolder.test(part)) &&
      !/^(?:length|size|name|id)$/.test(last)
    )
      return { node: at, library: 'own', key: last, variant: false };
    if (path.length >= 2 && parts.test(last)) {
      const inner = flagExpression(at.object, scope, depth + 1);
      if (inner) return inner;
    }
  }
  const object = settled(at.object);
  // `useFlags().newCart`, `variants['cart']`
  const held = object.type === 'Identifier' ? scope.definition(object) : object;
  const bag = held && bagOf(settled(held), scope);
  const key = keyOf(at);
  if (bag && key !== undefined) return { node: at, library: bag.library, key, variant: false };
  // `flags.cart.enabled`, `(await client.decide('cart')).enabled`
  if (key !== undefined && parts.test(key) && object.type === 'MemberExpression')
    return flagMember(object, scope, depth + 1);
  // `(await client.evaluateBoolean('x')).enabled`
  if (object.type === 'CallExpression' && key !== undefined && parts.test(key))
    return flagCall(object, scope, depth + 1);
  return undefined;
}

function found(
  call: NodeOf<'CallExpression'>,
  library: string,
  args: readonly Node[],
  key: number | undefined,
  fallback: number | undefined,
  variant: boolean,
  scope: FileScope,
): FlagExpression {
  const asked = key === undefined ? undefined : (propertyOf(args[key], 'flagKey', 'key') ?? args[key]);
  const text = asked && (stringOf(asked) ?? literalText(asked, scope));
  const other = fallback === undefined ? undefined : args[fallback];
  return {
    node: call,
    library,
    variant,
    ...(text === undefined ? {} : { key: text }),
    ...(other ? { fallback: scope.value(other), fallbackNode: other } : {}),
  };
}

function literalText(node: Node | undefined, scope: FileScope): string | undefined {
  const value = node ? scope.value(node) : undefined;
  return value?.is === 'literal' && typeof value.value === 'string' ? value.value : undefined;
}

function returnedBy(fn: Node): Node | undefined {
  if (!isFunction(fn) || !fn.body) return undefined;
  if (fn.body.type !== 'BlockStatement') return fn.body;
  const last = fn.body.body.at(-1);
  return fn.body.body.length <= 2 && last?.type === 'ReturnStatement' ? (last.argument ?? undefined) : undefined;
}

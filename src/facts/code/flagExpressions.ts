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
import { argumentsOf, bare, isFunction, keyOf, memberPath, settled, stringOf } from './nodes';
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
        const from = settled(init);
        const hook = from.type === 'CallExpression' && from.callee.type === 'Identifier' ? from.callee.name : undefined;
        if (hook && /^use\w*(?:Flags?|Features?)$/.test(hook))
          return {
            node: at,
            library: sdkOf(from as NodeOf<'CallExpression'>, scope) ?? 'own',
            key: binding.path[0] as string,
            variant: false,
          };
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

function sdkOf(call: NodeOf<'CallExpression'>, scope: FileScope): string | undefined {
  const ref = scope.ref(call.callee);
  if (ref.in === 'import') return flagSdks.find((sdk) => sdk.packages.test(ref.specifier))?.name;
  if (call.callee.type !== 'MemberExpression') return undefined;
  // `const client = OpenFeature.getClient()`, `const ld = LaunchDarkly.init(key)`: made in this file.
  const made = scope.definition(call.callee.object);
  const origin =
    made && (made.type === 'CallExpression' || made.type === 'NewExpression') ? scope.ref(made.callee) : undefined;
  return origin?.in === 'import' ? flagSdks.find((sdk) => sdk.packages.test(origin.specifier))?.name : undefined;
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
    // A function of this file whose whole body returns a flag expression.
    const made = scope.definition(callee);
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
    if (path.length >= 2 && /^(?:enabled|isEnabled|value|variationKey)$/.test(last)) {
      const inner = flagExpression(at.object, scope, depth + 1);
      if (inner) return inner;
    }
  }
  // `(await client.evaluateBoolean('x')).enabled`
  const inner = settled(at.object);
  if (inner.type === 'CallExpression' && /^(?:enabled|isEnabled|value|on)$/.test(keyOf(at) ?? ''))
    return flagCall(inner, scope, depth + 1);
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
  const text = key === undefined ? undefined : (stringOf(args[key]) ?? literalText(args[key], scope));
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

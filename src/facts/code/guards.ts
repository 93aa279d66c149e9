import type { Guard } from '../../core/fact';
import { guardComponent, isFlagGuard } from '../../knowledge/flagSdks';
import type { Node, NodeOf } from '../../parse/typescript';
import { flagIn } from './flagExpressions';
import { argumentsOf, type ClassNode, decoratorOf, isFunction, stringOf } from './nodes';
import { exits } from './paths';
import type { FileScope } from './scope';

/** The flags under which a node runs, outermost first, as far as its own function and what wraps it in this file tell. */
export function guardsAround(node: Node, scope: FileScope): Guard[] {
  const guards: Guard[] = [];
  for (let at: Node = node; at.parent; at = at.parent) guards.unshift(...guardsBetween(at, at.parent, scope));
  return guards;
}

/** Guards that `parent` puts around its child `at`. */
function guardsBetween(at: Node, parent: Node, scope: FileScope): Guard[] {
  switch (parent.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      if (at === parent.test) return [];
      return flagsOf(parent.test, scope, at === parent.consequent ? 'on' : 'off');
    case 'LogicalExpression':
      if (at !== parent.right || parent.operator === '??') return [];
      return flagsOf(parent.left, scope, parent.operator === '&&' ? 'on' : 'off');
    case 'SwitchCase':
      return parent.parent.type === 'SwitchStatement' && at !== parent.test
        ? flagsOf(parent.parent.discriminant, scope, 'on')
        : [];
    case 'BlockStatement':
    case 'Program':
    case 'StaticBlock':
      return earlierGuards(parent.body, at, scope);
    case 'CallExpression':
      return at === parent.callee ? [] : callGuards(parent, at, scope);
    case 'JSXElement':
      return componentGuards(parent.openingElement);
    case 'JSXAttribute':
      return parent.parent.type === 'JSXOpeningElement' ? componentGuards(parent.parent) : [];
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return decoratorGuards(parent.decorators);
    case 'ClassBody':
      return decoratorGuards((parent.parent as ClassNode).decorators);
    default:
      return [];
  }
}

function flagsOf(test: Node, scope: FileScope, branch: 'on' | 'off'): Guard[] {
  const flag = flagIn(test, scope);
  if (!flag) return [];
  const on = (branch === 'on') !== flag.negated;
  return [
    {
      flag: flag.ref ?? flag.key ?? flag.library,
      side: on ? 'on' : 'off',
      ...(flag.key === undefined ? {} : { key: flag.key }),
    },
  ];
}

/** `if (!flag) return …` before the node in the same block: the rest runs on the other side. */
function earlierGuards(body: readonly Node[], at: Node, scope: FileScope): Guard[] {
  const guards: Guard[] = [];
  for (const statement of body) {
    if (statement === at) break;
    if (statement.type === 'IfStatement' && !statement.alternate && exits(statement.consequent))
      guards.push(...flagsOf(statement.test, scope, 'off'));
  }
  return guards;
}

/** `router.post('/x', requireFlag('x'), handler)` and `withFeatureFlag('x', async () => …)`. */
function callGuards(call: NodeOf<'CallExpression'>, at: Node, scope: FileScope): Guard[] {
  const own = guardCall(call);
  if (own && isGuardedArgument(call, at)) return [own];
  return argumentsOf(call).flatMap((argument) => {
    if (argument === at || argument.type !== 'CallExpression') return [];
    const guard = guardCall(argument);
    return guard ? [guard] : [];
  });
  function isGuardedArgument(_call: Node, argument: Node): boolean {
    return isFunction(argument) || argument.type === 'Identifier' || scope.definition(argument) !== undefined;
  }
}

/** The guard that a call makes, when its name says so: `requireFlag('refunds')`. */
export function guardCall(call: NodeOf<'CallExpression'>): Guard | undefined {
  const { callee } = call;
  const name =
    callee.type === 'Identifier'
      ? callee.name
      : callee.type === 'MemberExpression' && callee.property.type === 'Identifier'
        ? callee.property.name
        : undefined;
  if (!name || !isFlagGuard(name)) return undefined;
  const key = argumentsOf(call)
    .map(stringOf)
    .find((text) => text !== undefined);
  return { flag: key ?? name, side: 'on', ...(key === undefined ? {} : { key }) };
}

function componentGuards(element: NodeOf<'JSXOpeningElement'>): Guard[] {
  const name = element.name.type === 'JSXIdentifier' ? element.name.name : undefined;
  if (!name || !guardComponent.test(name)) return [];
  const key = element.attributes
    .map((a) => (a.type === 'JSXAttribute' ? stringOf(a.value) : undefined))
    .find((text) => text !== undefined);
  return [{ flag: key ?? name, side: 'on', ...(key === undefined ? {} : { key }) }];
}

/** `@UseGuards(FeatureGuard('x'))`, `@RequireFlag('x')`. */
export function decoratorGuards(decorators: readonly NodeOf<'Decorator'>[]): Guard[] {
  return decorators.flatMap((decorator) => {
    const { expression } = decorator;
    const direct = expression.type === 'CallExpression' ? guardCall(expression) : undefined;
    if (direct) return [direct];
    if (decoratorOf(decorator)?.name !== 'UseGuards') return [];
    return (decoratorOf(decorator)?.args ?? []).flatMap((arg) => {
      if (arg.type === 'CallExpression') {
        const guard = guardCall(arg);
        return guard ? [guard] : [];
      }
      return arg.type === 'Identifier' && /(?:Feature|Flag)\w*Guard$/.test(arg.name)
        ? [{ flag: arg.name, side: 'on' as const }]
        : [];
    });
  });
}

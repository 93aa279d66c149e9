import type { Fact } from '../../core/fact';
import type { Source } from '../../core/source';
import type { Span } from '../../core/span';
import { bare, calleeOf, keyOf, memberPath, propertyOf } from '../code/nodes';
import type { FileScope } from '../code/scope';
import { statementOf } from './closing';

const hooks = /^(?:onModuleDestroy|beforeApplicationShutdown|onApplicationShutdown)$/;

/** Nest calls shutdown hooks on a signal only after `enableShutdownHooks()`: where it is called, and what depends on it. */
export function nestFacts(scope: FileScope, source: Source): Fact[] {
  const found: { name: string; at: Span }[] = [];
  for (const method of scope.code.of('MethodDefinition')) {
    const name = keyOf(method);
    const owner = method.parent?.parent;
    if (
      name === undefined ||
      !hooks.test(name) ||
      (owner?.type !== 'ClassDeclaration' && owner?.type !== 'ClassExpression')
    )
      continue;
    const injectable = owner.decorators.length > 0 || owner.implements.length > 0;
    if (injectable && method.value.body && method.value.body.body.length > 0)
      found.push({
        name: `${owner.id?.name ?? 'a class'}.${name}`,
        at: source.span(method.key.range[0], method.key.range[1]),
      });
  }
  let application: { name: string; listenAt?: Span; at: Span } | undefined;
  let enabled: Span | undefined;
  for (const call of scope.code.of('CallExpression')) {
    const path = memberPath(call.callee);
    const last = path?.at(-1);
    if (last === 'enableShutdownHooks' && path?.[0] !== 'this' && !(path?.[0] ?? '').startsWith('prisma'))
      enabled = source.span(call.range[0], call.range[1]);
    if (/^(?:forRoot|register)$/.test(last ?? '') && path?.[0] === 'TerminusModule') {
      const option = propertyOf(call.arguments[0], 'gracefulShutdownTimeoutMs');
      if (option)
        found.push({
          name: 'gracefulShutdownTimeoutMs',
          at: source.span(option.range[0], option.range[1]),
        });
    }
    if (last === 'create' && path?.at(-2) === 'NestFactory') {
      let at = call.parent;
      while (at && at.type !== 'VariableDeclarator' && at.type !== 'BlockStatement' && at.type !== 'Program')
        at = at.parent;
      const id = at?.type === 'VariableDeclarator' ? bare(at.id) : undefined;
      application = { name: id?.type === 'Identifier' ? id.name : '', at: source.span(call.range[0], call.range[1]) };
    }
  }
  if (application?.name) {
    const { name } = application;
    const listen = scope.code
      .of('CallExpression')
      .find((call) => memberPath(calleeOf(call))?.join('.') === `${name}.listen`);
    const statement = listen && statementOf(listen);
    if (statement) application.listenAt = source.span(statement.range[0], statement.range[0]);
  }
  const at = application?.at ?? found[0]?.at ?? enabled;
  if (!at || (!application && found.length === 0 && !enabled)) return [];
  return [
    {
      kind: 'shutdown.handled',
      at,
      signals: enabled ? ['SIGTERM'] : [],
      closes: enabled ? ['app'] : [],
      flipsReadiness: false,
      hooksEnabled: enabled !== undefined,
      framework: 'nest',
      ...(found.length > 0 ? { hooks: found } : {}),
      ...(application?.listenAt ? { listenAt: application.listenAt } : {}),
      ...(application ? { application: application.name } : {}),
    },
  ];
}

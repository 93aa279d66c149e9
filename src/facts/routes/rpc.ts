import type { Node, NodeOf } from '../../parse/typescript';
import { bare, keyOf, settled } from '../code/nodes';
import { declare, handlerOf, mount, type Routing } from './shared';

const makers = /^(?:router|createTRPCRouter|createRouter|trpcRouter|createAppRouter)$/;

/** tRPC: `router({ health: publicProcedure.query(fn), user: userRouter })`. Names are joined with dots. */
export function procedures(routing: Routing): void {
  if (!/[Pp]rocedure|createTRPCRouter|\brouter\(\{/.test(routing.source.text)) return;
  const { scope } = routing;
  for (const call of scope.code.of('CallExpression')) {
    const callee = bare(call.callee);
    const name = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? keyOf(callee) : '';
    const table = call.arguments[0] && settled(call.arguments[0]);
    if (!makers.test(name ?? '') || table?.type !== 'ObjectExpression') continue;
    const router = { in: 'file' as const, symbol: symbolOf(call, routing), path: [] };
    for (const property of table.properties) {
      const key = property.type === 'Property' ? keyOf(property) : undefined;
      if (property.type !== 'Property' || key === undefined) continue;
      const value = settled(property.value);
      const procedure = value.type === 'CallExpression' ? procedureOf(value) : undefined;
      if (procedure)
        declare(routing, property, {
          via: 'rpc',
          method: procedure.method,
          path: key,
          router,
          ...handlerOf(procedure.handler, scope),
          framework: 'trpc',
        });
      else if (value.type === 'Identifier' || value.type === 'MemberExpression')
        mount(routing, property, { prefix: key, host: router, target: scope.ref(value) });
      else if (value.type === 'CallExpression')
        mount(routing, property, {
          prefix: key,
          host: router,
          target: { ...router, symbol: symbolOf(value, routing) },
        });
    }
  }
}

function procedureOf(call: NodeOf<'CallExpression'>): { method: string; handler: Node } | undefined {
  const key = call.callee.type === 'MemberExpression' ? keyOf(call.callee) : undefined;
  const handler = call.arguments[0];
  if (!handler) return undefined;
  if (key === 'query') return { method: 'QUERY', handler };
  if (key === 'mutation') return { method: 'MUTATION', handler };
  return key === 'subscription' ? { method: 'SUBSCRIPTION', handler } : undefined;
}

function symbolOf(call: Node, { scope }: Routing): string {
  const holder = call.parent;
  if (holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier')
    return scope.symbols.local(holder.id.name, holder);
  return holder?.type === 'ExportDefaultDeclaration' ? 'default' : `<router ${call.range[0]}>`;
}

import type { Fact } from '../../core/fact';
import type { Source } from '../../core/source';
import type { Node } from '../../parse/typescript';
import { memberPath, propertyOf, settled, stringOf } from './nodes';
import type { FileScope } from './scope';

/** What a container hands out for a token: `{ provide: TOKEN, useClass | useFactory | useExisting | useValue }`, as the symbol `@TOKEN`. */
export function providerFacts(scope: FileScope, source: Source): Fact[] {
  return scope.code.of('ObjectExpression').flatMap((node) => {
    const provide = propertyOf(node, 'provide');
    return provide ? providerFact(node, provide, scope, source) : [];
  });
}

function providerFact(node: Node, provide: Node, scope: FileScope, source: Source): Fact[] {
  const name = tokenName(provide);
  const by = propertyOf(node, 'useClass', 'useExisting', 'useFactory', 'useValue');
  if (name === undefined || !by) return [];
  const at = settled(by);
  const factory = at.type === 'CallExpression' || at.type === 'NewExpression' ? scope.ref(at.callee) : scope.ref(at);
  if (factory.in === 'unknown') return [];
  const isFactory = propertyOf(node, 'useFactory') !== undefined;
  return [
    {
      kind: 'instance.created',
      at: source.span(node.range[0], node.range[1]),
      symbol: `@${name}`,
      factory: isFactory ? { ...factory, path: [...factory.path, '()'] } : factory,
      options: {},
      optionsOpen: true,
      args: [],
      scope: 'provider',
    },
  ];
}

/** The name that a token is known by, in `provide` and in `@Inject`. */
export function tokenName(node: Node): string | undefined {
  return stringOf(node) ?? memberPath(node)?.join('.');
}

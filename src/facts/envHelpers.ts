import type { Extractor } from '../core/extract';
import { isToolPath, variableName } from '../knowledge/environmentVariables';
import { codeFile, isProductPath } from '../knowledge/paths';
import { type Code, type Node, parseTypeScript } from '../parse/typescript';
import { enclosingFunction } from './code/nodes';
import { scopeOf } from './code/scope';
import { argumentsOf } from './env/asked';
import { bare, bindingOf, keyOf, memberOf, textIn, wrapped } from './env/bindings';
import { readFacts } from './env/facts';
import { isHelperName } from './env/named';
import { boundNeed, needOf } from './env/need';
import type { CodeRead } from './env/reads';
import { fallbackOf } from './env/requirement';

const asks = /\(\s*['"`][A-Z][A-Z0-9_]{2,}['"`]|\.\s*[A-Z][A-Z0-9_]{2,}\b|\{[^{}]*\b[A-Z][A-Z0-9_]{2,}\b[^{}]*\}\s*=/;

/**
 * Reads of the environment through what another file gives: `requireEnv('X')`, `settings.get('X')`, `env.X`.
 * Only files that hold the name of such a helper are read for it; the link step finds out what the name stands for.
 */
export const envHelpers: Extractor = {
  name: 'envHelpers',
  when: 'vocabulary',
  vocabulary: 'environment',
  emits: ['env.asked'],
  files: codeFile,
  accepts: (path, text) => isProductPath(path) && !isToolPath(path) && asks.test(text),
  extract(source) {
    const code = parseTypeScript(source);
    if (code.unread) return [];
    return readFacts(source, code, [...calls(code), ...members(code), ...patterns(code)]);
  },
};

function* calls(code: Code): Iterable<CodeRead> {
  const scope = scopeOf(code);
  for (const node of code.of('CallExpression')) {
    const name = node.arguments
      .slice(0, 2)
      .map(textIn)
      .find((text) => text !== undefined && variableName.test(text));
    if (name === undefined) continue;
    const callee = bare(node.callee);
    // Those the environment's own extractor has asked for.
    if (callee.type === 'Identifier' && isHelperName(callee.name)) continue;
    const helper = scope.ref(callee);
    if (helper.in !== 'import' && helper.in !== 'this' && !(helper.in === 'file' && helper.path.length > 0)) continue;
    const via = callee.type === 'MemberExpression' ? memberOf(callee) : callee.type === 'Identifier' ? callee.name : '';
    yield {
      name,
      ...needOf(code, node, name),
      access: 'direct',
      via: via ?? '',
      at: node,
      asks: { helper, ...owner(code, node), call: argumentsOf(node, name) },
    };
  }
}

function owner(code: Code, node: Node): { owner?: string } {
  const around = enclosingFunction(node);
  return around ? { owner: scopeOf(code).symbols.of(around) } : {};
}

/** `env.X` of an imported object. */
function* members(code: Code): Iterable<CodeRead> {
  const scope = scopeOf(code);
  for (const node of code.of('MemberExpression')) {
    const name = memberOf(node);
    if (name === undefined || !variableName.test(name) || !isImported(code, node.object)) continue;
    const whole = wrapped(node);
    if (whole.parent?.type === 'AssignmentExpression' && whole.parent.left === whole) continue;
    const asked = { helper: scope.ref(node.object) };
    yield { name, ...needOf(code, node, name), access: 'direct', via: 'env object', at: node, asks: asked };
  }
}

/** `const { X, Y = 'd' } = env`. */
function* patterns(code: Code): Iterable<CodeRead> {
  const scope = scopeOf(code);
  for (const node of code.of('VariableDeclarator')) {
    if (node.id.type !== 'ObjectPattern' || !node.init || !isImported(code, node.init)) continue;
    for (const property of node.id.properties) {
      const name = property.type === 'Property' ? keyOf(property) : undefined;
      if (property.type !== 'Property' || name === undefined || !variableName.test(name)) continue;
      const { value } = property;
      const need =
        value.type === 'AssignmentPattern'
          ? { need: 'optional' as const, ...fallbackOf(value.right, name), guard: true as const }
          : boundNeed(code, value, name, { need: 'required' });
      const asked = { helper: scope.ref(node.init) };
      yield { name, ...need, access: 'direct', via: 'env object', at: property.key, asks: asked };
    }
  }
}

function isImported(code: Code, node: Node): boolean {
  let at = bare(node);
  while (at.type === 'MemberExpression') at = bare(at.object);
  const bound = at.type === 'Identifier' ? bindingOf(code, at) : undefined;
  return bound?.specifier !== undefined && !/^(?:node:)?process$/.test(bound.specifier);
}

import { environmentNamed } from '../core/environment';
import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import { directoryOf } from '../core/path';
import { safeValue } from '../core/safeValue';
import type { Source } from '../core/source';
import { variableName } from '../knowledge/environmentVariables';
import { codeFile, isProductPath } from '../knowledge/paths';
import { type Code, type Node, parseTypeScript } from '../parse/typescript';
import { keyOf, stringOf } from './code/nodes';

const processFile = /(?:^|\/)(?:ecosystem|pm2)(?:\.[\w-]+)*\.c?js$/;
const nextConfig = /(?:^|\/)next\.config\.[cm]?[jt]s$/;
const construct = /['"](?:aws-cdk-lib|@aws-cdk\/[\w-]+|@pulumi\/[\w-]+|sst)(?:\/[^'"]*)?['"]/;

/** Variables that code gives to what it deploys: process files of pm2, constructs of the CDK, `env` of a Next configuration. */
export const codeDeclarations: Extractor = {
  name: 'codeDeclarations',
  emits: ['env.declared', 'text.unread'],
  files: codeFile,
  accepts: (path, text) =>
    isProductPath(path) &&
    (processFile.test(path) ||
      (nextConfig.test(path) && /\benv\s*:/.test(text)) ||
      (construct.test(text) && /\benvironment\b|\bsecrets\b|\bvariables\b/.test(text))),
  extract(source) {
    const code = parseTypeScript(source);
    if (code.unread)
      return [{ kind: 'text.unread', at: code.unread.at, reason: code.unread.reason, hides: ['env.declared'] }];
    if (processFile.test(source.path)) return [...processes(source, code)];
    return nextConfig.test(source.path) ? [...nextEnvironment(source, code)] : [...constructs(source, code)];
  },
};

/** `apps: [{ name, script, env: {…}, env_production: {…} }]` */
function* processes(source: Source, code: Code): Iterable<Fact> {
  for (const property of code.of('Property')) {
    const named = /^env(?:_(\w+))?$/.exec(keyOf(property) ?? '');
    const app = property.parent;
    if (!named || app.type !== 'ObjectExpression') continue;
    const [, environment] = named;
    const title = app.properties.find((p) => p.type === 'Property' && keyOf(p) === 'name');
    const target = title?.type === 'Property' ? stringOf(title.value) : undefined;
    const script = app.properties.some((p) => p.type === 'Property' && keyOf(p) === 'script');
    if (!script && target === undefined) continue;
    yield* members(source, property.value, {
      source: 'pm2',
      environment: environment === undefined ? '' : (environmentNamed(environment) ?? environment),
      ...(target === undefined ? {} : { target }),
    });
  }
}

/** `env: { KEY: … }` at the top of the exported configuration is built in. */
function* nextEnvironment(source: Source, code: Code): Iterable<Fact> {
  for (const property of code.of('Property'))
    if (keyOf(property) === 'env' && isTop(property.parent))
      yield* members(source, property.value, { source: 'next', environment: '', when: 'build' });
}

function isTop(object: Node | undefined): boolean {
  for (let at = object?.parent; at; at = at.parent) if (at.type === 'Property') return false;
  return object?.type === 'ObjectExpression';
}

/** `new Function(this, 'Pay', { environment: {…} })`, `task.addContainer('web', { environment: {…}, secrets: {…} })` */
function* constructs(source: Source, code: Code): Iterable<Fact> {
  for (const property of code.of('Property')) {
    const key = keyOf(property);
    if (key !== 'environment' && key !== 'secrets' && key !== 'variables') continue;
    const options = property.parent;
    const call = options.parent;
    // Pulumi nests them as the provider does: `environment: { variables: {…} }`.
    const nested = key === 'variables' && call?.type === 'Property' && keyOf(call) === 'environment';
    if (!nested && call?.type !== 'NewExpression' && call?.type !== 'CallExpression') continue;
    if (key === 'variables' && !nested) continue;
    const first =
      call?.type === 'Property' ? undefined : call?.arguments.map(stringOf).find((text) => text !== undefined);
    yield* members(source, property.value, {
      source: 'cdk',
      environment: '',
      ...(first === undefined ? {} : { target: first }),
    });
  }
}

interface Given {
  source: string;
  environment: string;
  target?: string;
  when?: 'build';
}

/** The keys of an object of variables; what it spreads or computes is not shown. */
function* members(source: Source, value: Node, given: Given): Iterable<Fact> {
  const fact = (node: Node, name: string, text?: string): Fact<'env.declared'> => ({
    kind: 'env.declared',
    at: source.span(node.range[0], node.range[1]),
    name,
    family: source.path,
    layer: given.environment === '' ? 50 : 51,
    when: 'start',
    build: directoryOf(source.path),
    ...given,
    ...(text === undefined ? {} : { value: safeValue(text, name) }),
  });
  if (value.type !== 'ObjectExpression') {
    if (value.type !== 'Literal' && value.type !== 'TemplateLiteral') yield fact(value, '*');
    return;
  }
  for (const property of value.properties) {
    const name = property.type === 'Property' && !property.computed ? keyOf(property) : undefined;
    if (property.type === 'SpreadElement' || name === undefined) yield fact(property, '*');
    else if (property.type === 'Property' && variableName.test(name))
      yield fact(property.key, name, stringOf(property.value));
  }
}

import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import type { Source } from '../core/source';
import { entriesOf, get, itemsOf, keySpan, spanOf, textOf } from '../core/tree';
import { flagVariable } from '../knowledge/flagSdks';
import { codeFile, isProductPath } from '../knowledge/paths';
import { parseJson } from '../parse/json';
import { type Code, type Node, parseTypeScript } from '../parse/typescript';
import { type FlagExpression, flagExpression } from './code/flagExpressions';
import { argumentsOf, enclosingFunction, propertyOf, settled, stringOf } from './code/nodes';
import { type FileScope, scopeOf } from './code/scope';
import { envObjectOf } from './env/reads';

const inCode =
  /\b(?:bool|string|number|json)Variation\b|\bvariation(?:Detail)?\(|\bget(?:Boolean|String|Number|Object)(?:Value|Details|Assignment)\(|\bis(?:Feature)?Enabled\(\s*['"`]|\bisOn\(\s*['"`]|\bisFeatureEnabled\(|\bgetFeature(?:Value|Flag)\w*\(|\bcheckGate\(|\bgetTreatment\w*\(|\bevaluateBoolean\(|\buse(?:Flags?|FeatureIsOn|FeatureValue|FeatureFlag\w*|Gate(?:Value)?|Treatments?)\(|\b(?:env|get\()[.('"]*(?:NEXT_PUBLIC_|VITE_)?(?:FEATURE_|FF_|FLAG_|ENABLE_|\w+_ENABLED\b|\w+_KILL_SWITCH\b)|\b(?:featureFlags?|feature_flags|flags|toggles|unleash|killSwitch(?:es)?)\.\w|from\s+['"](?:[^'"]*\/)?(?:feature-?flags?|flags)(?:\/[^'"]*)?['"]/;
const manifest =
  /(?:^|\/)(?:[^/]*flags?[^/]*|features?|manifest|\.?openfeature[^/]*)\.json$|\.flagd\.json$|(?:^|\/)flags?\/[^/]+\.json$/i;

/** Evaluations of feature flags in code, and their declarations in manifests (OpenFeature, flagd). */
export const flags: Extractor = {
  name: 'flags',
  emits: ['flag.read', 'flag.declared', 'text.unread'],
  files: /\.(?:[cm]?[jt]s|[jt]sx|json)$/,
  accepts: (path, text) =>
    codeFile.test(path) ? isProductPath(path) && inCode.test(text) : manifest.test(path) && text.includes('"flags"'),
  extract(source) {
    if (!codeFile.test(source.path)) return fromManifest(source);
    const code = parseTypeScript(source);
    if (code.unread)
      return [{ kind: 'text.unread', at: code.unread.at, reason: code.unread.reason, hides: ['flag.read'] }];
    return fromCode(code, source);
  },
};

function fromCode(code: Code, source: Source): Fact[] {
  const scope = scopeOf(code);
  const facts: Fact[] = [];
  const seen = new Set<number>();
  const take = (node: Node) => {
    const flag = flagExpression(node, scope);
    if (!flag || flag.key === undefined || flag.node !== settled(node) || seen.has(node.range[0])) return;
    seen.add(node.range[0]);
    facts.push({
      kind: 'flag.read',
      at: source.span(...node.range),
      key: flag.key,
      library: flag.library,
      test: testOf(flag, node, code),
      scope: scopeOfRead(flag, node),
      ...(flag.fallback ? { fallback: flag.fallback } : {}),
    });
  };
  for (const call of code.of('CallExpression')) take(call);
  for (const member of code.of('MemberExpression')) {
    if (member.property.type === 'Identifier' && flagVariable.test(member.property.name)) take(member);
  }
  declaredInCode(code, scope, source, facts);
  return facts;
}

/** How the value is used: as a boolean, compared with a variant, or by its truth although it is a text. */
function testOf(flag: FlagExpression, node: Node, code: Code): 'boolean' | 'truthy' | 'variant' {
  let at: Node = node;
  while (at.parent && /^(?:AwaitExpression|ChainExpression|TSAsExpression|TSNonNullExpression)$/.test(at.parent.type))
    at = at.parent;
  const { parent } = at;
  if (parent?.type === 'BinaryExpression') return flag.variant ? 'variant' : 'boolean';
  if (flag.variant) return parent?.type === 'SwitchStatement' ? 'variant' : 'truthy';
  // What a function makes of the text is no text any more, nor is what a module of the project makes of its variables.
  const read = settled(node);
  if (flag.library !== 'environment' || read.type !== 'MemberExpression' || !envObjectOf(code, read.object))
    return 'boolean';
  const asTest =
    (parent?.type === 'IfStatement' && parent.test === at) ||
    (parent?.type === 'ConditionalExpression' && parent.test === at) ||
    (parent?.type === 'LogicalExpression' && parent.operator === '&&' && parent.left === at) ||
    (parent?.type === 'UnaryExpression' && parent.operator === '!') ||
    (parent?.type === 'CallExpression' && parent.callee.type === 'Identifier' && parent.callee.name === 'Boolean');
  return asTest ? 'truthy' : 'boolean';
}

function scopeOfRead(flag: FlagExpression, node: Node): 'module' | 'call' | 'build' {
  if (/^(?:NEXT_PUBLIC_|VITE_|REACT_APP_|PUBLIC_|EXPO_PUBLIC_)/.test(flag.key ?? '')) return 'build';
  return enclosingFunction(node) ? 'call' : 'module';
}

/** `flag({ key: 'x', defaultValue: false })` of the Flags SDK declares where it reads. */
function declaredInCode(code: Code, scope: FileScope, source: Source, facts: Fact[]): void {
  for (const call of code.of('CallExpression')) {
    const ref = scope.ref(call.callee);
    if (ref.in !== 'import' || !/^flags(?:\/|$)/.test(ref.specifier) || ref.name !== 'flag') continue;
    const [options] = argumentsOf(call);
    const key = stringOf(propertyOf(options, 'key'));
    const otherwise = propertyOf(options, 'defaultValue');
    if (key === undefined) continue;
    facts.push({
      kind: 'flag.declared',
      at: source.span(...call.range),
      key,
      source: 'code',
      ...(otherwise?.type === 'Literal' ? { default: String(otherwise.value) } : {}),
    });
  }
}

/** OpenFeature manifests and flagd: a map of flags, or a list with keys. */
function fromManifest(source: Source): Fact[] {
  const list = get(parseJson(source).tree, 'flags');
  const named = [
    ...entriesOf(list).map((entry) => ({ key: entry.key, value: entry.value, at: keySpan(entry) })),
    ...itemsOf(list).flatMap((value) => {
      const key = textOf(get(value, 'key'));
      return key === undefined ? [] : [{ key, value, at: spanOf(value) }];
    }),
  ];
  return named.map(({ key, value, at }) => {
    const otherwise = textOf(get(value, 'defaultValue')) ?? textOf(get(value, 'defaultVariant'));
    const state = textOf(get(value, 'state'));
    return {
      kind: 'flag.declared',
      at,
      key,
      source: source.path,
      ...(otherwise === undefined ? {} : { default: otherwise }),
      ...(state === undefined ? {} : { state }),
    };
  });
}

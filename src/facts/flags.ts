import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import type { Source } from '../core/source';
import { entriesOf, get, itemsOf, keySpan, spanOf, textOf } from '../core/tree';
import { flagVariable, isFlagReceiver } from '../knowledge/flagSdks';
import { codeFile, isProductPath } from '../knowledge/paths';
import { parseJson } from '../parse/json';
import { type Code, type Node, type NodeOf, parseTypeScript } from '../parse/typescript';
import { bagOf, type FlagExpression, flagExpression } from './code/flagExpressions';
import { questionOf } from './code/flagQuestions';
import { argumentsOf, enclosingFunction, propertyOf, settled, stringOf } from './code/nodes';
import { type FileScope, scopeOf } from './code/scope';
import { envObjectOf } from './env/reads';

const inCode =
  /\b(?:bool|string|number|json)Variation\b|\bvariation(?:Detail)?\(|\bget(?:Boolean|String|Number|Object)(?:Value|Details|Assignment)\(|\bis(?:Feature)?Enabled\(\s*['"`]|\bisOn\(\s*['"`]|\bisFeatureEnabled\(|\bgetFeature(?:Value|Flag)\w*\(|\bcheckGate\(|\bgetTreatment\w*\(|\bevaluateBoolean\(|\buse(?:Flags?|FeatureIsOn|FeatureValue|FeatureFlag\w*|Gate(?:Value)?|Treatments?)\(|\b(?:env|get\()[.('"]*(?:NEXT_PUBLIC_|VITE_)?(?:FEATURE_|FF_|FLAG_|ENABLE_|\w+_ENABLED\b|\w+_KILL_SWITCH\b)|\b(?:featureFlags?|feature_flags|flags|toggles|unleash|killSwitch(?:es)?)\.\w|from\s+['"](?:[^'"]*\/)?(?:feature-?flags?|flags)(?:\/[^'"]*)?['"]/;
/** An SDK is imported, under whatever name its client is asked. */
const imported =
  /['"](?:@?(?:launchdarkly|openfeature|unleash|growthbook|statsig|posthog|configcat|flagsmith|optimizely|devcycle|flipt-io|eppo|featurevisor|reflag|bucketco)[/-]|@splitsoftware\/|@amplitude\/experiment-|flagsmith['"]|flags(?:\/\w+)?['"])/;
const manifest =
  /(?:^|\/)(?:[^/]*flags?[^/]*|features?|manifest|\.?openfeature[^/]*)\.json$|\.flagd\.json$|(?:^|\/)flags?\/[^/]+\.json$/i;

/** Evaluations of feature flags in code, and their declarations in manifests (OpenFeature, flagd). */
export const flags: Extractor = {
  name: 'flags',
  emits: ['flag.read', 'flag.declared', 'text.unread'],
  files: /\.(?:[cm]?[jt]s|[jt]sx|json)$/,
  accepts: (path, text) =>
    codeFile.test(path)
      ? isProductPath(path) && (inCode.test(text) || imported.test(text))
      : manifest.test(path) && text.includes('"flags"'),
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
      ...questionOf(flag, scope, source),
    });
  };
  for (const call of code.of('CallExpression')) {
    if (bagOf(call, scope)) takeFromBag(call, scope, take);
    else take(call);
  }
  for (const member of code.of('MemberExpression')) {
    if (member.property.type === 'Identifier' && (flagVariable.test(member.property.name) || isOfFlags(member, scope)))
      take(member);
  }
  declaredInCode(code, scope, source, facts);
  return facts;
}

/** What is taken out of all flags at once: `const { newCart } = useFlags()`, `useFlags().newCart`. */
function takeFromBag(call: Node, scope: FileScope, take: (node: Node) => void): void {
  let at = call;
  while (at.parent && settled(at.parent) === call) at = at.parent;
  const { parent } = at;
  if (parent?.type === 'MemberExpression') take(parent);
  if (parent?.type !== 'VariableDeclarator') return;
  const held = parent.id.type === 'Identifier' ? scope.bindings.find(parent.id.name, parent.id) : undefined;
  for (const use of held ? scope.bindings.uses(held) : [])
    if (use.parent.type === 'MemberExpression' && use.parent.object === use) take(use.parent);
  if (parent.id.type !== 'ObjectPattern') return;
  for (const property of parent.id.properties) {
    const name = property.type === 'Property' ? property.value : undefined;
    const binding = name?.type === 'Identifier' ? scope.bindings.find(name.name, name) : undefined;
    const use = binding && scope.bindings.uses(binding).find((one) => one !== binding.id);
    if (use) take(use);
  }
}

/** A member of what a module of flags exports, tested: `if (flags.newCart)`. Other members may be anything. */
function isOfFlags(member: NodeOf<'MemberExpression'>, scope: FileScope): boolean {
  const { object, parent } = member;
  if (object.type !== 'Identifier' || !isFlagReceiver(object.name)) return false;
  const { from } = scope.bindings.find(object.name, object) ?? {};
  if (!from || from.typeOnly || parent.type === 'CallExpression' || parent.type === 'MemberExpression') return false;
  return (
    ((parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') && parent.test === member) ||
    parent.type === 'LogicalExpression' ||
    (parent.type === 'UnaryExpression' && parent.operator === '!')
  );
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

import type { FlagQuestion } from '../../core/fact';
import type { Source } from '../../core/source';
import { flagSdks } from '../../knowledge/flagSdks';
import type { Node } from '../../parse/typescript';
import type { FlagExpression } from './flagExpressions';
import { argumentsOf, bare, keyOf, memberPath, stringOf } from './nodes';
import type { FileScope } from './scope';

/** How a flag is asked for, where the same words with another key ask for another flag and are answered with yes or no. */
export function questionOf(flag: FlagExpression, scope: FileScope, source: Source): { asked?: FlagQuestion } {
  const { node } = flag;
  if (node.type === 'MemberExpression') {
    if (memberPath(node)?.slice(0, -1).join('.') !== 'process.env') return {};
    const then = yesOf(node);
    return then && /^===? /.test(then) ? { asked: { callee: 'process.env', args: [], key: 0, needs: 0, then } } : {};
  }
  if (node.type !== 'CallExpression') return {};
  const callee = bare(node.callee);
  const path = memberPath(callee);
  const [root] = path ?? [];
  const name = path?.at(-1);
  if (root === undefined || name === undefined || /^use[A-Z]/.test(name)) return {};
  const shape = shapeOf(flag.library, name, path?.length === 1);
  const args = argumentsOf(node);
  const key = flag.library === 'own' ? args.findIndex((one) => stringOf(one) === flag.key) : (shape?.key ?? -1);
  const fallback = shape?.fallback ?? (flag.library === 'own' ? args.findIndex(isBoolean) : -1);
  if (key < 0 || stringOf(args[key]) !== flag.key || args.some((one) => one.type === 'SpreadElement')) return {};
  const given = args[fallback];
  const then = yesOf(node);
  if (!isYesOrNo(name, given, then)) return {};
  const from = originOf(root, node, scope);
  return from
    ? {
        asked: {
          callee: source.text.slice(...callee.range),
          args: args.map((one) => ({ text: source.text.slice(...one.range), names: namesIn(one, scope) })),
          key,
          ...(given ? { fallback } : {}),
          needs:
            flag.library === 'own' ? args.length : Math.min(args.length, shape?.needs ?? Math.max(key, fallback) + 1),
          ...(node.parent.type === 'AwaitExpression' ? { awaited: true as const } : {}),
          ...(then === undefined ? {} : { then }),
          from,
        },
      }
    : {};
}

function shapeOf(library: string, name: string, isFree: boolean) {
  const sdk = flagSdks.find((one) => one.name === library);
  return isFree ? (sdk?.functions[name] ?? sdk?.methods[name]) : sdk?.methods[name];
}

const isBoolean = (node: Node) => node.type === 'Literal' && typeof node.value === 'boolean';

/** Methods that answer with yes or no by themselves. */
const yesOrNo =
  /^(?:is|has|check)[A-Z]\w*$|^(?:is(?:On|Enabled|FeatureEnabled)|hasFeature|checkGate|boolVariation|getBoolean(?:Value|Assignment))$/;

function isYesOrNo(name: string, fallback: Node | undefined, then: string | undefined): boolean {
  if (fallback) return isBoolean(fallback) && then === undefined;
  return yesOrNo.test(name) ? then === undefined : then !== undefined;
}

/** What makes a yes of an answer that is a text or an object. */
function yesOf(node: Node): string | undefined {
  let at = node;
  while (at.parent && /^(?:AwaitExpression|ChainExpression|TSNonNullExpression)$/.test(at.parent.type)) at = at.parent;
  const { parent } = at;
  if (parent?.type === 'MemberExpression' && parent.object === at) {
    const key = keyOf(parent);
    return key === 'enabled' || key === 'isEnabled' ? `.${key}` : undefined;
  }
  if (parent?.type !== 'BinaryExpression' || parent.left !== at || !/^[!=]==?$/.test(parent.operator)) return undefined;
  const text = stringOf(parent.right);
  if (text === undefined || !/^(?:on|true|1|yes|enabled|treatment)$/.test(text) || parent.right.type !== 'Literal')
    return undefined;
  return `${parent.operator.replace('!', '=')} ${parent.right.raw}`;
}

/** Where the name comes from that a question begins with; nothing for what only its function has. */
function originOf(root: string, at: Node, scope: FileScope): FlagQuestion['from'] | undefined {
  const binding = scope.bindings.find(root, at);
  if (!binding) return undefined;
  if (binding.from) return { specifier: binding.from.specifier, name: binding.from.name };
  const declared = binding.sort === 'function' ? binding.node : binding.node.parent;
  if (binding.sort !== 'function' && binding.sort !== 'variable') return undefined;
  if (declared?.parent?.type === 'ExportNamedDeclaration') return { exported: root };
  return declared?.parent?.type === 'Program' ? 'here' : undefined;
}

/** Names of the surroundings that an expression uses. */
function namesIn(node: Node, scope: FileScope): string[] {
  const names = new Set<string>();
  for (const id of scope.code.inside('Identifier', node)) {
    const { parent } = id;
    const isKey =
      (parent.type === 'MemberExpression' && parent.property === id && !parent.computed) ||
      (parent.type === 'Property' && parent.key === id && !parent.shorthand && !parent.computed);
    if (!isKey && id.name !== 'undefined') names.add(id.name);
  }
  if (scope.code.inside('ThisExpression', node).length > 0) names.add('this');
  return [...names];
}

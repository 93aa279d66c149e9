import { environmentNamed } from '../../core/environment';
import { environmentIn } from '../../knowledge/hosts';
import type { Code, Node, NodeOf } from '../../parse/typescript';
import { type Binding, bare, bindingOf, keyOf, memberOf, textIn, usesOf, wrapped } from '../env/bindings';
import { envObjectOf } from '../env/reads';
import { propertyOf } from '../env/requirement';
import { asArgument, choosesByEnvironment, isSettings, settingIn, tests } from './arguments';
import { onlyInDevelopment } from './conditions';

/** Where a literal stands, as far as that decides whether it is configuration. */
export interface Place {
  position: 'sink' | 'fallback' | 'plain';
  /** Name that the value is given: variable, property, parameter, attribute. */
  key?: string;
  /** The variable that the value replaces when it is missing. */
  variable?: string;
  /** Where a constant is used as an address. */
  usedAt?: Node;
  /** One of several values that the code chooses from by the name of the environment. */
  chosen?: true;
  /** An address that the program listens on, not one that it calls. */
  listens?: true;
  /** Stands in for a value that only the running program has: `request.headers.host ?? 'shop.local'`. */
  standsIn?: true;
  /** One of two: the other is computed, or given from outside. */
  otherwise?: true;
}

const addressKeys =
  /^(?:base_?url|endpoint|host|hostname|brokers|bootstrap_?servers|connection_?string|dsn|issuer|jwks_?uri|redirect_?uri|callback_?url|webhook_?url|proxy)$/i;

const neverKeys =
  /^(?:\$?schema|\$id|\$ref|xmlns|examples?|description|docs?|docs?_?(?:url|link|href)|documentation(?:_?url)?|help(?:_?(?:url|text|link))?|home_?page|licen[cs]e|repository|bugs|scopes?|title|label|text|message|placeholder|alt|tooltip|caption|content|to|src(?:_?set)?|href|action|rel|image|images|icon|logo|avatar|thumbnail|poster|cover|twitter|github|linkedin|social|learn_?more|reference|source_?url|terms\w*|privacy\w*|version|oid|build|release|serial|userAgent|user_?agent|className|class|path|pathname|pattern|regex|selector|remotePatterns|domains|csp|contentSecurityPolicy|cors|(?:\w*(?:allow|allowed|trusted|white|block|deny)\w*)|origins|namespaces?|ns|claims?|devDefault)$/i;
const attributes =
  /^(?:href|src|srcSet|to|content|alt|title|placeholder|action|rel|xmlns\w*|className|class|id|key|name|label|description|d|viewBox|style|poster|cite|data-\w+|aria-\w+)$/i;

/** A property or attribute of this name holds no setting: a link to a page, a text for people. */
export const isNoSetting = (name: string, attribute: boolean) =>
  neverKeys.test(name) || (attribute && attributes.test(name));

/** Nothing: what stands here is no configuration, whatever it says. */
export function placeOf(code: Code, node: Node, hops = 0): Place | undefined {
  let at = node;
  let key: string | undefined;
  let outermost: string | undefined;
  let chosen = false;
  let standsIn = false;
  let otherwise = false;
  const named = (name: string | undefined): boolean => {
    if (name === undefined) return true;
    if (neverKeys.test(name)) return false;
    if (environmentNamed(name) !== undefined) chosen = true;
    else key ??= name;
    outermost = name;
    return true;
  };
  const placed = (position: Place['position'], more: Partial<Place> = {}): Place => ({
    position,
    ...(key === undefined ? {} : { key }),
    ...(chosen ? { chosen: true } : {}),
    ...(standsIn ? { standsIn: true } : {}),
    ...(otherwise ? { otherwise: true } : {}),
    ...more,
  });
  const isSinkKey = () => key !== undefined && addressKeys.test(key);

  for (let { parent } = at; parent; parent = at.parent) {
    if (
      bare(parent) !== parent ||
      parent.type === 'AwaitExpression' ||
      parent.type === 'SpreadElement' ||
      parent.type === 'ObjectExpression' ||
      parent.type === 'JSXExpressionContainer'
    ) {
      at = parent;
      continue;
    }
    switch (parent.type) {
      case 'ArrayExpression':
        break;
      case 'BinaryExpression':
        if (parent.operator !== '+') return undefined;
        if (parent.left !== at) return placed('plain');
        break;
      case 'TemplateLiteral':
        if (parent.expressions[0] !== at || parent.quasis[0]?.value.raw !== '') return placed('plain');
        break;
      case 'ConditionalExpression':
        if (parent.test === at) return undefined;
        if (choosesByEnvironment(parent.test)) chosen = true;
        if (textIn(bare(parent.consequent === at ? parent.alternate : parent.consequent)) === undefined)
          otherwise = true;
        break;
      case 'LogicalExpression': {
        if (parent.right !== at) break;
        const variable = parent.operator === '&&' ? undefined : settingIn(code, parent.left);
        if (variable !== undefined) return placed('fallback', { key: variable, variable });
        if (parent.operator !== '&&') standsIn = otherwise = true;
        break;
      }
      case 'MemberExpression': {
        const method = memberOf(parent);
        if (parent.object !== at || method === undefined || tests.test(method)) return undefined;
        if (parent.parent.type !== 'CallExpression' || parent.parent.callee !== parent) return placed('plain');
        at = parent.parent;
        continue;
      }
      case 'Property':
        if (parent.key === at && !parent.shorthand) return undefined;
        if (parent.parent.type === 'ObjectPattern') return placed('plain');
        if (!named(keyOf(parent))) return undefined;
        if (isInTable(parent)) chosen = true;
        break;
      case 'AssignmentPattern':
        return asDefault(code, parent, at, placed);
      case 'CallExpression':
      case 'NewExpression': {
        const judged = asArgument(parent, at, { key, outermost, isSinkKey: isSinkKey() });
        if (judged === 'never') return undefined;
        if (judged === 'passes') break;
        return placed(judged.position, judged);
      }
      case 'VariableDeclarator': {
        if (parent.init !== at) return placed('plain');
        if (isSinkKey() && key !== undefined) return placed('sink');
        if (parent.id.type !== 'Identifier') return placed('plain');
        if (key === undefined && !named(parent.id.name)) return undefined;
        const bound = hops === 0 ? bindingOf(code, parent.id) : undefined;
        return bound && isValue(at) ? asConstant(code, bound, placed) : placed('plain');
      }
      case 'AssignmentExpression':
        if (parent.right !== at) return undefined;
        if (
          key === undefined &&
          !named(
            parent.left.type === 'Identifier'
              ? parent.left.name
              : parent.left.type === 'MemberExpression'
                ? memberOf(parent.left)
                : undefined,
          )
        )
          return undefined;
        return placed(isSinkKey() ? 'sink' : 'plain');
      case 'PropertyDefinition':
        if (parent.key === at || (key === undefined && !named(keyOf(parent)))) return undefined;
        return placed(isSinkKey() ? 'sink' : 'plain');
      case 'JSXAttribute': {
        const name = parent.name.type === 'JSXIdentifier' ? parent.name.name : '';
        if (attributes.test(name) || !named(name)) return undefined;
        return placed(isSinkKey() ? 'sink' : 'plain');
      }
      case 'ReturnStatement':
      case 'ArrowFunctionExpression':
      case 'ExportDefaultDeclaration':
      case 'YieldExpression':
        return placed(isSinkKey() ? 'sink' : 'plain');
      default:
        // Types, imports, directives, switch cases, thrown texts, tagged templates, text of elements.
        return undefined;
    }
    at = parent;
  }
  return placed('plain');
}

const isValue = (node: Node) => {
  const { type } = bare(node);
  return type === 'Literal' || type === 'TemplateLiteral' || type === 'BinaryExpression';
};

/** One hop: a constant is where it is used. What is only compared, shown or logged is no configuration. */
function asConstant(
  code: Code,
  bound: Binding,
  placed: (position: Place['position'], more?: Partial<Place>) => Place,
): Place | undefined {
  const uses = usesOf(code, bound);
  let anywhere = uses.length === 0 || bound.id.parent?.parent?.parent?.type === 'ExportNamedDeclaration';
  for (const use of uses) {
    if (use.parent.type === 'ExportSpecifier' || use.parent.type === 'ExportDefaultDeclaration') {
      anywhere = true;
      continue;
    }
    const place = onlyInDevelopment(use) ? undefined : placeOf(code, use, 1);
    if (!place) continue;
    anywhere = true;
    if (place.position === 'sink') return placed('sink', { usedAt: use, ...(place.listens ? { listens: true } : {}) });
    // `settings.url ?? DEFAULT_URL`
    if (place.position === 'fallback' && place.variable !== undefined)
      return placed('fallback', { usedAt: use, variable: place.variable });
  }
  return anywhere ? placed('plain') : undefined;
}

/** One of several records that differ in this property: `[{ name: 'EU', host: … }, { name: 'STAGING', host: … }]`. */
function isInTable(property: NodeOf<'Property'>): boolean {
  const record = property.parent;
  const owner = wrapped(record).parent;
  const rows =
    owner?.type === 'ArrayExpression'
      ? owner.elements
      : owner?.type === 'Property' && owner.parent.type === 'ObjectExpression'
        ? owner.parent.properties.map((p) => (p.type === 'Property' ? p.value : null))
        : [];
  const name = keyOf(property);
  if (rows.length < 2 || name === undefined) return false;
  const shown = new Set<string>();
  for (const row of rows) {
    const value = propertyOf(row ? bare(row) : undefined, name);
    const text = value && textIn(bare(value));
    if (text !== undefined) shown.add(environmentIn(text) ?? '');
  }
  return shown.size > 1;
}

function asDefault(
  code: Code,
  pattern: NodeOf<'AssignmentPattern'>,
  at: Node,
  placed: (position: Place['position'], more?: Partial<Place>) => Place,
): Place | undefined {
  if (pattern.right !== at) return undefined;
  const name = pattern.left.type === 'Identifier' ? pattern.left.name : undefined;
  const property = pattern.parent;
  if (property.type === 'Property' && property.parent.type === 'ObjectPattern') {
    const owner = property.parent.parent;
    const variable = keyOf(property) ?? name;
    const from = owner.type === 'VariableDeclarator' ? owner.init : undefined;
    if (from && variable !== undefined && (envObjectOf(code, from) || isSettings(from)))
      return placed('fallback', { key: variable, variable });
  }
  return placed('plain', name === undefined ? {} : { key: name });
}

import type { Content, Fact } from '../../core/fact';
import type { Source } from '../../core/source';
import { fileSpan } from '../../core/span';
import { entriesOf, flagOf, get, itemsOf, keySpan, type MapTree, type Tree, textOf, textsOf } from '../../core/tree';
import { isShippedPath } from '../../knowledge/paths';
import { parseJson } from '../../parse/json';
import { yamlTrees } from '../../parse/yaml';
import { allOf, anything, contentOf, eitherOf, listOf, objectOf, type Piece, plain, withField } from './fields';

const openApi = /^\s*["']?(?:openapi|swagger)["']?\s*:\s*["']?[23]\b/m;
const jsonSchema = /"\$schema"\s*:\s*"https?:\/\/json-schema\.org\//;
/** Folders of schemas for messages, as against those for configuration. */
const ofMessages =
  /(?:^|\/)(?:events?|messages?|contracts?|payloads?|topics?|queues?|asyncapi)\/|\.(?:event|message|payload)\.schema\.json$/i;
const methods = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options']);
const deepest = 6;

export function isSchemaFile(path: string, text: string): boolean {
  if (/(?:^|\/)(?:node_modules|vendor|dist|fixtures?|tests?|__\w+__)\//.test(path)) return false;
  if (openApi.test(text.slice(0, 4000)) && /["']?paths["']?\s*:/.test(text)) return true;
  return path.endsWith('.json') && isShippedPath(path) && ofMessages.test(path) && jsonSchema.test(text);
}

export function fromSchemaFile(source: Source): Fact[] {
  if (source.text.length > 4 * 1024 * 1024)
    return [
      { kind: 'text.unread', at: fileSpan(source.path), reason: 'larger than 4 MiB', hides: ['payload.exchanged'] },
    ];
  const [tree] = source.path.endsWith('.json') ? [parseJson(source).tree] : yamlTrees(source);
  if (tree?.is !== 'map') return [];
  return get(tree, 'paths') ? [...operations(tree)] : messageSchema(tree, source);
}

function messageSchema(tree: MapTree, source: Source): Fact[] {
  const content = contentOf(pieceOf(tree, { root: tree, depth: 0 }), 'validated');
  if (Object.keys(content.shape).length === 0) return [];
  const channel =
    textOf(get(tree, '$id')) ?? textOf(get(tree, 'title')) ?? source.path.replace(/(?:\.schema)?\.json$/, '');
  return (['read', 'write'] as const).map((direction) => ({
    kind: 'payload.exchanged',
    at: fileSpan(source.path),
    medium: 'queue',
    channel,
    direction,
    guards: [],
    library: 'json-schema',
    ...flat(content),
  }));
}

function flat(content: Content) {
  return {
    shape: content.shape,
    strict: content.strict,
    known: content.known,
    ...(content.open ? { open: true } : {}),
  };
}

function* operations(root: MapTree): Iterable<Fact> {
  for (const path of entriesOf(get(root, 'paths')))
    for (const operation of entriesOf(path.value)) {
      if (!methods.has(operation.key)) continue;
      const channel = `${operation.key.toUpperCase()} ${path.key.replace(/\{[^}]*\}/g, '{}')}`;
      const common = {
        kind: 'payload.exchanged' as const,
        at: keySpan(operation),
        medium: 'http' as const,
        channel,
        guards: [],
        library: 'openapi',
      };
      const request = requestOf(operation.value, path.value, root);
      yield { ...common, direction: 'read', ...flat(contentOf(request, 'validated')) };
      for (const answer of entriesOf(get(operation.value, 'responses'))) {
        if (!/^2\d\d$|^2XX$/i.test(answer.key)) continue;
        const piece = bodyOf(followed(answer.value, root), root);
        if (piece)
          yield {
            ...common,
            at: keySpan(answer),
            direction: 'write',
            message: answer.key,
            ...flat(contentOf(piece.field.type === 'array' ? objectOf([['', piece]]) : piece, 'validated')),
          };
      }
    }
}

/** Body and parameters as one object; a parameter is named by its place: `query limit`. */
function requestOf(operation: Tree, path: Tree, root: MapTree): Piece {
  const members: [string, Piece][] = [];
  let body: Piece | undefined;
  const holder = followed(get(operation, 'requestBody'), root);
  const sent = holder && bodyOf(holder, root);
  if (sent) body = sent;
  for (const item of [...itemsOf(get(path, 'parameters')), ...itemsOf(get(operation, 'parameters'))]) {
    const parameter = followed(item, root);
    const place = textOf(get(parameter, 'in'));
    const name = textOf(get(parameter, 'name'));
    if (!place || !name) continue;
    const schema = get(parameter, 'schema');
    if (place === 'body') body = schema ? pieceOf(schema, { root, depth: 0 }) : body;
    else if (place === 'query' || place === 'header')
      members.push([
        `${place} ${name.replace(/[.[\]]/g, '_')}`,
        withField(schema ? pieceOf(schema, { root, depth: 0 }) : anything, {
          optional: flagOf(get(parameter, 'required')) !== true,
        }),
      ]);
  }
  const parameters = objectOf(members);
  if (!body) return parameters;
  if (body.field.type !== 'object') return withField(parameters, { open: true });
  const whole = allOf([body, parameters]);
  return body.field.strict ? withField(whole, { strict: true }) : whole;
}

function bodyOf(holder: Tree | undefined, root: MapTree): Piece | undefined {
  const content = entriesOf(get(holder, 'content')).find(({ key }) => /^application\/(?:[\w.+-]*\+)?json\b/.test(key));
  const schema = content ? get(content.value, 'schema') : get(holder, 'schema');
  return schema && pieceOf(schema, { root, depth: 0 });
}

/** What a reference inside the document stands for. */
function followed(tree: Tree | undefined, root: MapTree, hops = 0): Tree | undefined {
  const target = textOf(get(tree, '$ref'));
  if (target === undefined) return tree;
  if (!target.startsWith('#/') || hops > 10) return undefined;
  const path = target
    .slice(2)
    .split('/')
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
  return followed(get(root, ...path), root, hops + 1);
}

interface Within {
  root: MapTree;
  depth: number;
}

function pieceOf(tree: Tree, { root, depth }: Within): Piece {
  const at = followed(tree, root);
  if (at?.is !== 'map' || depth > deepest) return anything;
  const inner = { root, depth: depth + 1 };
  const piece = coreOf(at, inner);
  const nullable = flagOf(get(at, 'nullable')) === true;
  return nullable && piece.field.type !== 'any' ? eitherOf([piece, plain('null')]) : piece;
}

function coreOf(at: MapTree, inner: Within): Piece {
  for (const key of ['oneOf', 'anyOf']) {
    const options = itemsOf(get(at, key));
    if (options.length > 0) return eitherOf(options.map((option) => pieceOf(option, inner)));
  }
  const parts = itemsOf(get(at, 'allOf'));
  if (parts.length > 0) {
    const own = get(at, 'properties') ? [objectIn(at, inner)] : [];
    return allOf([...parts.map((part) => pieceOf(part, inner)), ...own]);
  }
  const constant = get(at, 'const');
  if (constant?.is === 'scalar')
    return typeof constant.value === 'string' ? plain('string', [constant.value]) : plain(jsonType(constant.value));
  const values = itemsOf(get(at, 'enum'));
  const types = textsOf(get(at, 'type'));
  if (values.length > 0) {
    const scalars = values.flatMap((value) => (value.is === 'scalar' ? [value.value] : []));
    const texts = scalars.filter((value) => typeof value === 'string');
    const kinds = [...new Set(scalars.map(jsonType))].sort().join('|');
    return texts.length > 0 ? plain(kinds, texts) : plain(kinds || 'any');
  }
  if (types.length === 0) return get(at, 'properties') ? objectIn(at, inner) : anything;
  return eitherOf(
    types.map((type) => {
      if (type === 'object') return objectIn(at, inner);
      if (type !== 'array') return plain(type);
      const items = get(at, 'items');
      return items ? listOf(pieceOf(items, inner)) : plain('array');
    }),
  );
}

function jsonType(value: string | number | boolean | null): string {
  return value === null
    ? 'null'
    : typeof value === 'number'
      ? Number.isInteger(value)
        ? 'integer'
        : 'number'
      : typeof value;
}

function objectIn(at: MapTree, inner: Within): Piece {
  const required = new Set(textsOf(get(at, 'required')));
  const members = entriesOf(get(at, 'properties')).map(({ key, value }): [string, Piece] => [
    key.replace(/[.[\]]/g, '_'),
    withField(pieceOf(value, inner), { optional: !required.has(key) }),
  ]);
  const additional = get(at, 'additionalProperties');
  const strict = flagOf(additional) === false;
  // A document that says nothing of other fields describes all that there are.
  return objectOf(members, { strict, open: additional !== undefined && !strict });
}

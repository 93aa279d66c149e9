import type { Extractor } from '../core/extract';
import type { Content, Fact, Ref, Value } from '../core/fact';
import type { Source } from '../core/source';
import { codeFile, isProductPath } from '../knowledge/paths';
import { type Node, parseTypeScript } from '../parse/typescript';
import { guardsAround } from './code/guards';
import { memberPath, settled } from './code/nodes';
import { type FileScope, scopeOf } from './code/scope';
import { type Exchange, exchangesIn, holderOf, inCode, refOf } from './payloads/channels';
import { fromSchemaFile, isSchemaFile } from './payloads/documents';
import { injectedQueue } from './payloads/queues';
import { contentOfHandler } from './payloads/readers';
import { contentOfValue } from './payloads/values';

/**
 * Messages that one version of the program writes and another may read: jobs, queues and topics in code; requests and
 * answers in OpenAPI files; JSON Schema files that describe messages.
 */
export const payloads: Extractor = {
  name: 'payloads',
  emits: ['payload.exchanged', 'text.unread'],
  files: /\.(?:[cm]?[jt]s|[jt]sx|json|ya?ml)$/,
  accepts: (path, text) => (codeFile.test(path) ? isProductPath(path) && inCode.test(text) : isSchemaFile(path, text)),
  extract(source) {
    if (!codeFile.test(source.path)) return fromSchemaFile(source);
    const code = parseTypeScript(source);
    if (code.unread)
      return [{ kind: 'text.unread', at: code.unread.at, reason: code.unread.reason, hides: ['payload.exchanged'] }];
    const scope = scopeOf(code);
    const facts: Fact[] = [];
    for (const exchange of exchangesIn(code, scope)) {
      const fact = factOf(exchange, scope, source);
      if (fact) facts.push(fact);
    }
    return facts;
  },
};

function factOf(exchange: Exchange, scope: FileScope, source: Source): Fact<'payload.exchanged'> | undefined {
  const channel = channelOf(exchange, scope);
  if (!channel) return undefined;
  const message = exchange.message && named(exchange.message, scope);
  const content: Content = exchange.payload
    ? contentOfValue(exchange.payload, scope)
    : contentOfHandler(exchange, scope);
  const holder = holderOf(exchange, scope);
  return {
    kind: 'payload.exchanged',
    at: source.span(...exchange.at.range),
    medium: exchange.medium,
    channel: channel.name,
    direction: exchange.direction,
    shape: content.shape,
    strict: content.strict,
    guards: guardsAround(exchange.at, scope),
    library: exchange.library,
    known: content.known,
    ...(content.open ? { open: true } : {}),
    ...(content.elsewhere ? { elsewhere: content.elsewhere } : {}),
    ...(channel.ref ? { named: channel.ref } : {}),
    ...(channel.through ? { through: channel.through } : {}),
    // A name that is not known is another one each time: such jobs are compared with none.
    ...(exchange.message ? { message: message?.name ?? '*' } : {}),
    ...(message?.ref ? { messageNamed: message.ref } : {}),
    ...(holder === undefined ? {} : { holder }),
  };
}

interface Named {
  name: string;
  /** What the name stands for in another file. */
  ref?: Ref;
  through?: Ref;
}

function channelOf(exchange: Exchange, scope: FileScope): Named | undefined {
  if (exchange.channel) return named(exchange.channel, scope);
  const receiver = exchange.through;
  if (!receiver) return undefined;
  const injected = injectedQueue(receiver, scope);
  if (injected) return named(injected, scope);
  const meant = scope.definition(settled(receiver));
  const [first] = meant?.type === 'NewExpression' ? meant.arguments : [];
  const own = first && named(first, scope);
  if (own) return own;
  const through = refOf(receiver, scope);
  const written = memberPath(receiver.type === 'CallExpression' ? receiver.callee : receiver)?.join('.');
  return through && written ? { name: written, through } : undefined;
}

/** A text, an environment variable, or a constant of another file. */
function named(node: Node, scope: FileScope): Named | undefined {
  const value: Value = scope.value(node);
  if (value.is === 'literal') return { name: String(value.value) };
  if (value.is === 'env')
    return { name: value.fallback?.is === 'literal' ? String(value.fallback.value) : `$${value.name}` };
  const path = memberPath(settled(node));
  const ref = refOf(node, scope);
  return path && ref?.in === 'import' ? { name: path.join('.'), ref } : undefined;
}

import { anyOf } from '../../core/anyOf';
import type { PayloadExchanged, Ref } from '../../core/fact';
import type { Code, Node, NodeOf } from '../../parse/typescript';
import {
  argumentsOf,
  decoratorOf,
  enclosingClass,
  enclosingFunction,
  keyOf,
  memberPath,
  propertyOf,
  settled,
  stringOf,
} from '../code/nodes';
import { type FileScope, isFrom } from '../code/scope';
import { isClientProxy, isQueue } from './queues';

/** A place where a message is sent or taken, before its content is read. */
export interface Exchange {
  medium: PayloadExchanged['medium'];
  direction: 'write' | 'read';
  library: string;
  at: Node;
  /** What names the channel, when it is written at the call. */
  channel?: Node;
  /** The client that knows the channel. */
  through?: Node;
  message?: Node;
  /** What is sent; or the function that takes it. */
  payload?: Node;
  handler?: Node;
  /** How the handler gets it: the `data` of its first parameter, JSON inside, or the parameter itself. */
  arrives?: 'data' | 'json' | 'argument';
  /** A type argument that says what the message is. */
  type?: Node;
}

/** Libraries whose message a file may send or take: the gate in front of the parser. */
export const inCode = anyOf(
  /['"](?:bullmq|bull|@nestjs\/(?:bull|bullmq|microservices)|kafkajs|amqplib(?:\/[\w-]+)?|amqp-connection-manager|nats|@nats-io\/[\w-]+|@google-cloud\/pubsub|@aws-sdk\/client-s(?:qs|ns)|sqs-consumer)['"]/,
  /[qQ]ueue\w*(?:\(\))?[?!]?\.(?:add|addBulk)\(/,
  /\.add\(\s*['"`][\w:.-]+['"`]\s*,\s*[{\w]/,
  /\.sendToQueue\(/,
);

export function* exchangesIn(code: Code, scope: FileScope): Iterable<Exchange> {
  for (const node of code.of('NewExpression')) yield* constructed(node, scope);
  for (const node of code.of('CallExpression')) yield* called(node, scope);
  yield* decorated(code, scope);
}

function* constructed(node: NodeOf<'NewExpression'>, scope: FileScope): Iterable<Exchange> {
  const ref = scope.ref(node.callee);
  const [first, second] = argumentsOf(node);
  const type = node.typeArguments?.params[0];
  if (isFrom(ref, 'bullmq', 'Worker') && first && second)
    yield {
      medium: 'job',
      direction: 'read',
      library: 'bullmq',
      at: node,
      channel: first,
      handler: second,
      arrives: 'data',
      ...(type ? { type } : {}),
    };
  else if (isFrom(ref, /^aws-sdk$|^@aws-sdk\/client-s(?:qs|ns)$/, 'SendMessageCommand', 'PublishCommand')) {
    const channel = propertyOf(first, 'QueueUrl', 'TopicArn');
    const payload = propertyOf(first, 'MessageBody', 'Message');
    if (channel && payload) yield { medium: 'queue', direction: 'write', library: 'aws', at: node, channel, payload };
  }
}

function* called(node: NodeOf<'CallExpression'>, scope: FileScope): Iterable<Exchange> {
  const { callee } = node;
  if (callee.type !== 'MemberExpression') return;
  const method = keyOf(callee);
  const args = argumentsOf(node);
  const [first, second, third] = args;
  const receiver = settled(callee.object);
  switch (method) {
    case 'add':
      if (first && second && isQueue(receiver, scope))
        yield {
          medium: 'job',
          direction: 'write',
          library: 'bullmq',
          at: node,
          through: receiver,
          message: first,
          payload: second,
        };
      else if (first && isQueue(receiver, scope) && first.type === 'ObjectExpression')
        yield { medium: 'job', direction: 'write', library: 'bull', at: node, through: receiver, payload: first };
      return;
    case 'addBulk':
      if (first?.type === 'ArrayExpression' && isQueue(receiver, scope))
        for (const job of first.elements) {
          const payload = propertyOf(job, 'data');
          const message = propertyOf(job, 'name');
          if (job && payload)
            yield {
              medium: 'job',
              direction: 'write',
              library: 'bullmq',
              at: job,
              through: receiver,
              payload,
              ...(message ? { message } : {}),
            };
        }
      return;
    case 'process': {
      const handler = args.at(-1);
      if (!handler || !isQueue(receiver, scope)) return;
      yield {
        medium: 'job',
        direction: 'read',
        library: 'bull',
        at: node,
        through: receiver,
        handler,
        arrives: 'data',
        ...(args.length > 1 && first && stringOf(first) !== undefined ? { message: first } : {}),
      };
      return;
    }
    case 'send': {
      const topic = propertyOf(first, 'topic');
      const messages = propertyOf(first, 'messages');
      if (!topic || messages?.type !== 'ArrayExpression') return;
      for (const one of messages.elements) {
        const payload = propertyOf(one, 'value');
        if (one && payload)
          yield { medium: 'queue', direction: 'write', library: 'kafkajs', at: one, channel: topic, payload };
      }
      return;
    }
    case 'run': {
      const handler = propertyOf(first, 'eachMessage');
      const topics = handler ? subscribedBy(receiver, scope) : [];
      const [topic] = topics;
      if (handler && topic && topics.length === 1)
        yield {
          medium: 'queue',
          direction: 'read',
          library: 'kafkajs',
          at: node,
          channel: topic,
          handler,
          arrives: 'json',
        };
      else
        for (const channel of topics)
          yield { medium: 'queue', direction: 'read', library: 'kafkajs', at: node, channel };
      return;
    }
    case 'sendToQueue':
      if (first && second)
        yield { medium: 'queue', direction: 'write', library: 'amqplib', at: node, channel: first, payload: second };
      return;
    case 'consume':
      if (first && second && isHandler(second, scope))
        yield {
          medium: 'queue',
          direction: 'read',
          library: 'amqplib',
          at: node,
          channel: first,
          handler: second,
          arrives: 'json',
        };
      return;
    case 'publish':
      if (first && second && third && isBuffer(third))
        yield {
          medium: 'queue',
          direction: 'write',
          library: 'amqplib',
          at: node,
          channel: first,
          message: second,
          payload: third,
        };
      else if (first && second && fileImports(scope, /^(?:nats|@nats-io\/.+)$/))
        yield { medium: 'queue', direction: 'write', library: 'nats', at: node, channel: first, payload: second };
      return;
    case 'publishMessage': {
      const topic = settled(receiver);
      const named = topic.type === 'Identifier' ? scope.definition(topic) : topic;
      const channel =
        named?.type === 'CallExpression' && named.callee.type === 'MemberExpression' && keyOf(named.callee) === 'topic'
          ? argumentsOf(named)[0]
          : undefined;
      const payload = propertyOf(first, 'json', 'data');
      if (channel && payload)
        yield { medium: 'queue', direction: 'write', library: 'pubsub', at: node, channel, payload };
      return;
    }
    case 'create': {
      const channel = propertyOf(first, 'queueUrl');
      const handler = propertyOf(first, 'handleMessage');
      if (channel && handler && isFrom(scope.ref(receiver), 'sqs-consumer'))
        yield { medium: 'queue', direction: 'read', library: 'aws', at: node, channel, handler, arrives: 'json' };
      return;
    }
    case 'consumer': {
      // Offsets belong to the group: under another name it starts anew.
      const group = propertyOf(first, 'groupId');
      if (group && fileImports(scope, /^kafkajs$/))
        yield { medium: 'queue', direction: 'read', library: 'kafkajs group', at: node, channel: group };
      return;
    }
    case 'emit':
      if (first && second && isClientProxy(receiver, scope))
        yield { medium: 'queue', direction: 'write', library: 'nest', at: node, channel: first, payload: second };
      return;
    default:
  }
}

/** Topics that a Kafka consumer of this file subscribes to. */
function subscribedBy(receiver: Node, scope: FileScope): Node[] {
  const name = memberPath(receiver)?.join('.');
  const topics: Node[] = [];
  for (const call of scope.code.of('CallExpression')) {
    if (call.callee.type !== 'MemberExpression' || keyOf(call.callee) !== 'subscribe') continue;
    if (name === undefined || memberPath(call.callee.object)?.join('.') !== name) continue;
    const [options] = argumentsOf(call);
    const one = propertyOf(options, 'topic');
    const many = propertyOf(options, 'topics');
    if (one) topics.push(one);
    if (many?.type === 'ArrayExpression') topics.push(...many.elements.filter((e) => e !== null));
  }
  return topics;
}

function* decorated(code: Code, scope: FileScope): Iterable<Exchange> {
  for (const method of code.of('MethodDefinition')) {
    const handler = method.value;
    const around = enclosingClass(method);
    const processor = around?.decorators.map(decoratorOf).find((d) => d?.name === 'Processor');
    const [queue] = processor?.args ?? [];
    const channel = queue?.type === 'ObjectExpression' ? propertyOf(queue, 'name') : queue;
    for (const decorator of method.decorators) {
      const named = decoratorOf(decorator);
      const [first] = named?.args ?? [];
      if (named?.name === 'Process' && channel)
        yield {
          medium: 'job',
          direction: 'read',
          library: 'bull',
          at: method.key,
          channel,
          handler,
          arrives: 'data',
          ...(first && stringOf(first) !== undefined ? { message: first } : {}),
        };
      if (named && /^(?:EventPattern|MessagePattern)$/.test(named.name) && first)
        yield {
          medium: 'queue',
          direction: 'read',
          library: 'nest',
          at: method.key,
          channel: first,
          handler,
          arrives: 'argument',
        };
    }
    if (channel && keyOf(method) === 'process' && fileImports(scope, /^@nestjs\/bullmq$/))
      yield { medium: 'job', direction: 'read', library: 'bullmq', at: method.key, channel, handler, arrives: 'data' };
  }
}

function isHandler(node: Node, scope: FileScope): boolean {
  const meant = scope.definition(node);
  return meant === undefined
    ? scope.ref(node).in !== 'unknown'
    : /^(?:ArrowFunctionExpression|FunctionExpression|FunctionDeclaration)$/.test(meant.type);
}

function isBuffer(node: Node): boolean {
  const at = settled(node);
  return at.type === 'CallExpression' && memberPath(at.callee)?.join('.') === 'Buffer.from';
}

function fileImports(scope: FileScope, specifier: RegExp): boolean {
  return scope.bindings.all.some((binding) => binding.from && specifier.test(binding.from.specifier));
}

/** What holds an exchange, by a name that a rename of its channel leaves alone. */
export function holderOf(exchange: Exchange, scope: FileScope): string | undefined {
  const parent = exchange.at.parent;
  if (exchange.direction === 'read' && parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier')
    return parent.id.name;
  const fn = enclosingFunction(exchange.at);
  if (fn) return scope.symbols.of(fn);
  const around = enclosingClass(exchange.at);
  return around ? scope.symbols.of(around) : undefined;
}

export function refOf(node: Node, scope: FileScope): Ref | undefined {
  const ref = scope.ref(node);
  return ref.in === 'unknown' || ref.in === 'global' ? undefined : ref;
}

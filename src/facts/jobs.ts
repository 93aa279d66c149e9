import type { Extractor } from '../core/extract';
import type { Fact, Ref } from '../core/fact';
import type { Source } from '../core/source';
import { codeFile, isForBrowser, isProductPath } from '../knowledge/paths';
import { type Code, type Node, parseTypeScript } from '../parse/typescript';
import { guardsAround } from './code/guards';
import {
  argumentsOf,
  decoratorOf,
  enclosingFunction,
  isFunction,
  keyOf,
  memberPath,
  propertyOf,
  statementOf,
  stringOf,
} from './code/nodes';
import { type FileScope, isFrom, scopeOf } from './code/scope';
import { registrationOf } from './routes/registration';

const inCode =
  /['"](?:node-cron|cron|croner|node-schedule)['"]|\bcron\s*\.\s*schedule\b|scheduleJob|\bnew\s+Worker\s*[<(]|\.process\(|eachMessage|eachBatch|\.consume\(|@(?:EventPattern|MessagePattern|Process|OnEvent|SqsMessageHandler|Cron|Interval)\b|\bagenda\b/;
const nowhere: Ref = { in: 'unknown', why: 'no router' };

/** Ways in without a request: scheduled jobs, and consumers of queues and topics. */
export const jobs: Extractor = {
  name: 'jobs',
  emits: ['route.declared', 'text.unread'],
  files: codeFile,
  accepts: (path, text) => isProductPath(path) && inCode.test(text) && !isForBrowser(text),
  extract(source) {
    const code = parseTypeScript(source);
    if (code.unread)
      return [{ kind: 'text.unread', at: code.unread.at, reason: code.unread.reason, hides: ['route.declared'] }];
    const scope = scopeOf(code);
    return [...calledJobs(code, scope, source), ...decoratedJobs(code, scope, source)];
  },
};

interface Found {
  via: 'cron' | 'consumer';
  name: string;
  handler: Node | undefined;
  framework: string;
}

function* calledJobs(code: Code, scope: FileScope, source: Source): Iterable<Fact> {
  for (const call of [...code.of('CallExpression'), ...code.of('NewExpression')]) {
    const found =
      call.type === 'NewExpression'
        ? constructed(call.callee, argumentsOf(call), scope)
        : called(call.callee, argumentsOf(call), scope);
    if (found) yield fact(found, call, call.range, scope, source);
  }
}

function called(callee: Node, args: readonly Node[], scope: FileScope): Found | undefined {
  const ref = scope.ref(callee);
  const method = callee.type === 'MemberExpression' ? keyOf(callee) : undefined;
  const [first, second, third] = args;
  if (
    isFrom(ref, /^(?:node-cron|cron|croner|node-schedule)$/) ||
    (method === 'schedule' && memberPath(callee)?.[0] === 'cron') ||
    method === 'scheduleJob'
  ) {
    if (!/^(?:schedule|scheduleJob|from|createTask|Cron)$/.test(method ?? (ref.in === 'import' ? ref.name : '')))
      return undefined;
    const named =
      second && isHandler(second, scope)
        ? second
        : third && isHandler(third, scope)
          ? third
          : propertyOf(first, 'onTick');
    const when = stringOf(first) ?? stringOf(second) ?? stringOf(propertyOf(first, 'cronTime'));
    return named ? { via: 'cron', name: when ?? 'schedule', handler: named, framework: 'cron' } : undefined;
  }
  if (method === 'define' && memberPath(callee)?.at(-2) === 'agenda' && stringOf(first) !== undefined)
    return {
      via: 'cron',
      name: stringOf(first) as string,
      handler: args.findLast((a) => isHandler(a, scope)),
      framework: 'agenda',
    };
  if (method === 'run' && first?.type === 'ObjectExpression') {
    const handler = propertyOf(first, 'eachMessage', 'eachBatch');
    return handler
      ? { via: 'consumer', name: memberPath(callee)?.at(-2) ?? 'consumer', handler, framework: 'kafka' }
      : undefined;
  }
  if (method === 'consume' && second && isHandler(second, scope))
    return { via: 'consumer', name: nameOf(first, scope) ?? 'queue', handler: second, framework: 'amqp' };
  if (method === 'process') {
    const handler = args.findLast((a) => isHandler(a, scope));
    const receiver = memberPath(callee)?.at(-2) ?? '';
    return handler && /queue/i.test(receiver)
      ? { via: 'consumer', name: stringOf(first) ?? receiver, handler, framework: 'bull' }
      : undefined;
  }
  return undefined;
}

function constructed(callee: Node, args: readonly Node[], scope: FileScope): Found | undefined {
  const ref = scope.ref(callee);
  const [first, second, third] = args;
  if (isFrom(ref, /^(?:cron|croner)$/)) {
    const handler = [second, third].find((a) => a && isHandler(a, scope)) ?? propertyOf(first, 'onTick');
    return handler
      ? {
          via: 'cron',
          name: stringOf(first) ?? stringOf(propertyOf(first, 'cronTime')) ?? 'schedule',
          handler,
          framework: 'cron',
        }
      : undefined;
  }
  if (isFrom(ref, /^bullmq$/, 'Worker') && second)
    return {
      via: 'consumer',
      name: nameOf(first, scope) ?? 'queue',
      handler: isHandler(second, scope) ? second : undefined,
      framework: 'bullmq',
    };
  return undefined;
}

function isHandler(node: Node, scope: FileScope): boolean {
  if (isFunction(node)) return true;
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return false;
  const meant = scope.definition(node);
  return meant === undefined ? scope.ref(node).in !== 'unknown' : isFunction(meant);
}

function nameOf(node: Node | undefined, scope: FileScope): string | undefined {
  const value = node && scope.value(node);
  if (value?.is === 'literal') return String(value.value);
  return node && memberPath(node)?.join('.');
}

const decorators = new Map<string, ['cron' | 'consumer', string]>([
  ['Cron', ['cron', 'nest']],
  ['Interval', ['cron', 'nest']],
  ['EventPattern', ['consumer', 'nest']],
  ['MessagePattern', ['consumer', 'nest']],
  ['Process', ['consumer', 'nest']],
  ['OnEvent', ['consumer', 'nest']],
  ['SqsMessageHandler', ['consumer', 'nest']],
]);

function* decoratedJobs(code: Code, scope: FileScope, source: Source): Iterable<Fact> {
  for (const method of code.of('MethodDefinition')) {
    for (const decorator of method.decorators) {
      const named = decoratorOf(decorator);
      const sort = named && decorators.get(named.name);
      if (!named || !sort) continue;
      const name =
        stringOf(named.args[0]) ??
        (named.args[0] && memberPath(named.args[0])?.join('.')) ??
        keyOf(method) ??
        named.name;
      yield fact(
        { via: sort[0], name, handler: method.value, framework: sort[1] },
        method.value,
        [decorator.range[0], method.key.range[1]],
        scope,
        source,
      );
    }
  }
}

function fact(found: Found, around: Node, range: readonly [number, number], scope: FileScope, source: Source): Fact {
  const statement = isFunction(around) ? undefined : statementOf(around);
  const fn = enclosingFunction(around);
  return {
    kind: 'route.declared',
    at: source.span(range[0], range[1]),
    ...(statement
      ? {
          stands: {
            at: source.span(statement.range[0], statement.range[0]),
            async: fn?.async === true,
            onLoad: fn === undefined,
          },
        }
      : {}),
    registeredAt: source.span(...(isFunction(around) ? range : registrationOf(around))),
    via: found.via,
    method: '',
    path: found.name,
    router: nowhere,
    handler: found.handler ? scope.ref(found.handler) : { in: 'unknown', why: 'a handler elsewhere' },
    middleware: [],
    framework: found.framework,
    guards: guardsAround(around, scope),
    order: range[0],
  };
}

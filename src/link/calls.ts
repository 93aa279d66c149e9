import type { Fact, Site, Value } from '../core/fact';
import type { FactView } from '../core/link';
import { isLocalHost } from '../knowledge/hosts';
import { isOwnAddress } from '../knowledge/ownAddress';
import { isForDevelopers } from '../knowledge/paths';
import { breakerPackages, type Client, clientOf, packageOf, retryPackages } from '../knowledge/thirdParties';
import { runsInBrowser, runsInTerminal } from './browser';
import { isSetUp, type Reached } from './clientSetUp';
import { variablesOf } from './clientVariables';
import { gateBefore } from './gates';
import { onlyMaker } from './makers';
import { isOwnFunction } from './outlines';
import { packageMajor, packageVersion } from './packageMajor';
import { functionsOf, resolve } from './resolve';

type Call = Fact<'call.resolved'>;
type Summary = Fact<'function.summarised'>;
type Instance = Fact<'instance.created'>;

/** Outbound calls that one function makes itself. */
export function callsOf(summary: Summary, view: FactView): Call[] {
  const { file } = summary.at;
  return view.memo(`outbound ${file} ${summary.symbol}`, () => {
    // The memo hangs on the function, which the caller has read.
    functionsOf(file, view);
    const calls: Call[] = [];
    for (const site of summary.sites) {
      const reached =
        site.how === 'read' ? undefined : (reachedBy(site, summary, view) ?? reachedThrough(site, summary, view));
      if (reached && !isSetUp(reached, site)) calls.push(callOf(site, summary, reached, file, view));
    }
    return calls;
  });
}

function reachedBy(site: Site, summary: Summary, view: FactView): Reached | undefined {
  const { file } = summary.at;
  if (isOwnFunction(site.callee, file, view)) return undefined;
  const found = resolve(site.callee, file, view, summary.symbol);
  if (found.in === 'global') {
    const client = found.name === 'fetch' && found.path.length === 0 ? clientOf('global:fetch', undefined) : undefined;
    return client && { client, specifier: 'global:fetch', member: ['fetch'] };
  }
  if (found.in !== 'package') return undefined;
  const client = clientOf(found.specifier, packageMajor(found.specifier, found.file, view));
  const member = [found.name, ...found.path].filter((name) => name !== 'default' && name !== '*');
  // The constructor is not a part of what is called on the instance.
  const own = found.instance
    ? member.slice(found.path.length < member.length ? member.length - found.path.length : 0)
    : member;
  const instance = found.instance ?? (client?.onClient ? onlyMaker(found, file, view) : undefined);
  const steps = client?.chained && own.includes('()') ? own.slice(0, own.indexOf('()')) : own;
  return (
    client && {
      client,
      specifier: found.specifier,
      member: steps,
      ...(instance ? { instance } : {}),
      ...(found.awaited ? { awaited: found.awaited } : {}),
    }
  );
}

/** What a project calls its own way to a client. */
const likeClient = /fetch|request|http|axios|got$/i;

/** A function of the repository that hands its options on to a client, and sets no limit of its own: its callers decide. */
function reachedThrough(site: Site, summary: Summary, view: FactView): Reached | undefined {
  const { callee } = site;
  const named =
    callee.in === 'import' ? `${callee.name} ${callee.path.at(-1) ?? ''}` : callee.in === 'file' ? callee.symbol : '';
  const local = named.startsWith('default')
    ? callee.in === 'import' && likeClient.test(callee.specifier)
    : likeClient.test(named);
  if (site.how !== 'call' || !local || callee.in === 'unknown') return undefined;
  const found = resolve(callee, summary.at.file, view, summary.symbol);
  const wrapper = found.in === 'file' ? functionsOf(found.file, view).get(found.symbol) : undefined;
  if (!wrapper || wrapper === summary) return undefined;
  const inner = wrapper.sites.flatMap((one) => {
    const reached = one.how === 'call' && one.forwards !== undefined ? reachedBy(one, wrapper, view) : undefined;
    return reached?.client.generic && !isSetUp(reached, one) ? [{ one, reached }] : [];
  });
  const [only] = inner;
  if (!only || inner.length > 1 || only.reached.instance) return undefined;
  const { forwards, limitMs, stream } = { ...only.one, stream: only.one.options.stream };
  return forwards === 1 && limitMs === undefined && !stream ? only.reached : undefined;
}

function callOf(site: Site, summary: Summary, reached: Reached, file: string, view: FactView): Call {
  const { client, member, instance, specifier } = reached;
  const own = limitIn(site.options, site.optionsOpen && mayHoldOptions(site, reached), client);
  const shared = instance
    ? limitIn(withoutWarnings(instance, reached, file, view), isOpen(instance, reached), client)
    : client.onClient
      ? 'open'
      : undefined;
  const limit =
    site.limitMs !== undefined && site.limitMs !== 'none'
      ? site.limitMs
      : (own ?? shared ?? (isLimitedEverywhere(specifier, view) ? 'some' : 'none'));
  const operation = member.filter((name) => name !== '()').join('.') || client.system;
  const method = literal(site.options.method)?.toUpperCase() ?? methodOf(operation);
  const target = hostOf(site, instance);
  const env = variablesOf(site, instance, view);
  const routed = view.in(file, 'route.declared').length > 0;
  return {
    kind: 'call.resolved',
    at: site.at,
    system: client.generic ? (target.host ?? target.named ?? client.system) : client.system,
    package: specifier === 'global:fetch' ? 'fetch' : packageOf(specifier),
    ...(target.host ? { host: target.host } : {}),
    operation,
    ...(method ? { method } : {}),
    ...(limit === 'open' ? {} : { limitMs: limit }),
    ...(client.defaultMs === undefined ? {} : { defaultLimitMs: client.defaultMs }),
    retried:
      site.inside.includes('retry') || Number(client.retriesByDefault ?? 0) > 0 || imports(file, view, retryPackages),
    ...(site.inside.includes('retry') ? { retriedHere: true } : {}),
    ...(isIdempotent(site) ? { idempotent: true } : {}),
    fallback: site.inside.includes('fallback') || site.onThrow === 'becomes-value',
    breaker: site.inside.includes('breaker') || imports(file, view, breakerPackages),
    failure:
      site.onThrow === 'answers'
        ? 'answered'
        : site.onThrow === 'vanishes' || site.onThrow === 'becomes-value'
          ? 'swallowed'
          : 'passed',
    during: routed ? 'request' : 'unknown',
    reached: 'directly',
    guards: [...summary.guards, ...site.guards],
    complete: limit !== 'open',
    ...(limit === 'open' ? { because: 'its options are not all written down here' } : {}),
    category: client.category,
    clientSide:
      target.relative || isInComponent(summary, view) || runsInBrowser(file, view) || runsInTerminal(file, view),
    ...(isForDevelopers(file) || isLocalHost(target.host ?? '') ? { aside: true as const } : {}),
    ...(env.length > 0 ? { env } : {}),
    stream:
      literal(site.options.stream) === 'true' ||
      literal(site.options.responseType) === 'stream' ||
      /Stream$/.test(operation),
    symbol: summary.symbol,
    ...(site.form ? { form: site.form } : {}),
    ...(site.stands
      ? {
          gate: gateBefore(
            site.stands,
            { async: summary.async === true, onLoad: summary.symbol === '<module>', params: summary.params },
            view,
          ),
        }
      : {}),
    ...(instance ? { declaredAt: instance.at } : {}),
    ...(instance?.form &&
    instance.factory.in === 'import' &&
    packageOf(instance.factory.specifier) === packageOf(specifier)
      ? { madeBy: instance.form }
      : {}),
  };
}

/** Position of the options among the arguments of HTTP clients: a body before them says nothing of a limit. */
function mayHoldOptions(site: Site, { client, member }: Reached): boolean {
  if (client.callOptionsAt !== undefined) return site.args.length > client.callOptionsAt;
  if (!client.generic || client.category !== 'http') return true;
  const last = member.at(-1) ?? '';
  const at =
    /^(?:post|put|patch)/.test(last) &&
    !/^(?:got|ky)$/.test(client.packages[0] ?? '') &&
    client.packages[0] !== 'global:fetch'
      ? 2
      : last === 'request'
        ? 0
        : 1;
  return site.args.length > at;
}

/** The options of a client, but for one that limits nothing at the version that is declared. */
function withoutWarnings(instance: Instance, { client, specifier }: Reached, file: string, view: FactView) {
  const { options } = instance;
  const { warnsOnly } = client;
  if (!warnsOnly || !options[warnsOnly.option] || options[warnsOnly.unless] || options['requestHandler.…'])
    return options;
  const [major, minor] = packageVersion(specifier, file, view) ?? [0, 0];
  const [since, sinceMinor] = warnsOnly.since;
  if (major < since || (major === since && minor < sinceMinor)) return options;
  return Object.fromEntries(Object.entries(options).filter(([name]) => name !== warnsOnly.option));
}

/** The options where a client is made cannot be read. A key before them, wherever it comes from, hides none. */
function isOpen({ optionsOpen, unread, factory }: Instance, { client, specifier }: Reached): boolean {
  const { optionsAt } = client;
  if (!optionsOpen || !unread || optionsAt === undefined) return optionsOpen;
  // Another maker than the package's own takes what it likes.
  return factory.in !== 'import' || factory.specifier !== specifier || unread.some((at) => at >= optionsAt);
}

function imports(file: string, view: FactView, packages: ReadonlySet<string>): boolean {
  return view.summaries(file, 'module.imported').some((i) => packages.has(packageOf(i.specifier)));
}

/** `axios.defaults.timeout = …` or a global dispatcher somewhere: every call of the package has a limit. */
function isLimitedEverywhere(specifier: string, view: FactView): boolean {
  const limited = view.settled('packages with defaults of their own', () => [
    ...new Set(view.of('module.imported').flatMap((i) => (i.name === 'defaults' ? [i.specifier] : []))),
  ]);
  return limited.includes(specifier);
}

/** What the options say of a limit: a number, that there is some, `'none'` for one that is switched off, `'open'` when they cannot be read; nothing when they do not name it. */
function limitIn(
  options: Record<string, Value>,
  open: boolean,
  client: Client,
): number | 'some' | 'none' | 'open' | undefined {
  for (const name of client.options) {
    const value = options[name];
    if (!value || isReadThrough(name, options, client)) continue;
    if (value.is !== 'literal') return 'some';
    if (value.value === 0 || value.value === false || value.value === Number.POSITIVE_INFINITY) return 'none';
    return typeof value.value === 'number' ? value.value : 'some';
  }
  return open ? 'open' : undefined;
}

/** An option that sets a limit by a member says nothing more than its members, where all of them are written down. */
function isReadThrough(name: string, options: Record<string, Value>, client: Client): boolean {
  const within = `${name}.`;
  return (
    client.options.some((one) => one.startsWith(within)) &&
    options[`${within}…`] === undefined &&
    Object.keys(options).some((one) => one.startsWith(within))
  );
}

function literal(value: Value | undefined): string | undefined {
  return value?.is === 'literal' ? String(value.value) : undefined;
}

function methodOf(operation: string): string | undefined {
  return /(?:^|\.)(get|post|put|patch|delete|head|options)$/i.exec(operation)?.[1]?.toUpperCase();
}

function isIdempotent(site: Site): boolean {
  return Object.keys(site.options).some((name) => /idempotency[-_]?key/i.test(name));
}

/** Host of the address that is called: written at the call or as the base of the client. */
function hostOf(site: Site, instance: Instance | undefined): { host?: string; named?: string; relative: boolean } {
  const candidates = [
    site.args[0],
    site.options.url,
    site.options.baseURL,
    instance?.options.baseURL,
    instance?.options.prefixUrl,
    instance?.args[0],
  ];
  for (const value of candidates) {
    if (!value) continue;
    const text = value.is === 'unknown' ? value.starts : value.is === 'literal' ? value.value : undefined;
    if (typeof text === 'string') {
      const host = /^(?:https?|wss?):\/\/(?:[^/@\s]*@)?([^/:?#\s]+)/i.exec(text)?.[1];
      if (host) return { host: host.toLowerCase(), relative: false };
      if (/^\/(?!\/)/.test(text) && !instance) return { relative: true };
    }
    const env = value.is === 'env' ? value.name : value.is === 'unknown' ? value.env : undefined;
    if (env !== undefined && isOwnAddress(env)) return { relative: true };
    if (value.is === 'env') return { named: `$${value.name}`, relative: false };
  }
  return { relative: false };
}

/** A function inside a component runs when the visitor does something, in the browser. */
function isInComponent({ symbol, at }: Summary, view: FactView): boolean {
  const outer = /^(?:default|[A-Z]\w*)(?=\/)/.exec(symbol)?.[0];
  if (outer === undefined || !/\.[jt]sx$/.test(at.file)) return false;
  const component = functionsOf(at.file, view).get(outer);
  return component !== undefined && !component.async && !component.responds;
}

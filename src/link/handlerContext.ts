import type { AskedBy, Fact } from '../core/fact';
import type { FactView, Scopes } from '../core/link';
import { directoryOf } from '../core/path';
import { compareText, type Span } from '../core/span';
import { pingOf } from '../knowledge/clients';
import { datastoreMark } from '../knowledge/datastoreMakers';
import { normalPath } from '../knowledge/webFrameworks';
import type { Walked } from './handlerEffect';
import { askedBy, askingProbes, isCandidate, roleOfRoute } from './probes';
import { resolve } from './resolve';
import { scopedMemo } from './scoped';

type Route = Fact<'route.resolved'>;
type Handler = Fact<'handler.resolved'>;

/** Datastores and queues that the services of a handler open, when they have other ways in that may use them. */
export function systemsUsedBy(services: readonly string[], view: FactView, scopes: Scopes): string[] {
  const found = new Set<string>();
  for (const service of services) {
    const all = scopedMemo(view, `datastores of ${service}`, () => {
      const mine = (fact: { at: Span }) => scopes.services(fact.at.file).includes(service);
      const busy = view
        .of('route.resolved')
        .some((route) => !(isCandidate(route) && roleOfRoute(route)) && mine(route));
      if (!busy) return [];
      return view
        .of('instance.created')
        .filter((fact) => fact.symbol === datastoreMark && mine(fact))
        .flatMap((fact) => (fact.factory.in === 'import' ? [fact.factory.specifier] : []));
    });
    for (const system of all) found.add(system);
  }
  return [...found].sort(compareText);
}

/** What a fix needs to give a handler, or the block of a listener that is one, another body. */
export function formOf(walked: Walked, route: Route, view: FactView): Handler['form'] {
  const summary = walked.summary ?? walked.around;
  if (!summary?.bodyAt || summary.bodyAt.file !== walked.at.file) return undefined;
  const traits = route.traits ?? [];
  if (walked.around && (!traits.includes('block') || traits.includes('falls-through'))) return undefined;
  const start: Span = { ...summary.at, end: summary.at.start, endLine: summary.at.line, endColumn: summary.at.column };
  const errors = view
    .summaries(walked.at.file, 'module.imported')
    .filter((one) => one.specifier === '@nestjs/common' && one.name === one.local && one.name.endsWith('Exception'))
    .map((one) => one.name);
  return {
    start,
    body: walked.around ? route.at : summary.bodyAt,
    params: summary.params,
    async: summary.async === true,
    ...(summary.method ? { method: true } : {}),
    ...(walked.around ? { branch: true } : {}),
    ...(errors.length > 0 ? { errors } : {}),
  };
}

/** A client of the project that the handler's file can use: one that it imports, otherwise one of its service. */
export function clientFor(
  walked: Walked,
  services: readonly string[],
  view: FactView,
  scopes: Scopes,
): Handler['client'] {
  const file = walked.at.file;
  const own = injectedClient(walked, view);
  if (own) return own;
  for (const imported of view.summaries(file, 'module.imported')) {
    if (imported.typeOnly || imported.name === '*' || imported.local === '') continue;
    const ping = pingFor({ in: 'import', specifier: imported.specifier, name: imported.name, path: [] }, file, view);
    if (ping) return { system: ping.system, call: ping.call(imported.local) };
  }
  for (const made of view.summaries(file, 'instance.created')) {
    if (made.scope !== 'module' || /[./<]/.test(made.symbol)) continue;
    const ping = pingFor({ in: 'file', symbol: made.symbol, path: [] }, file, view);
    if (ping) return { system: ping.system, call: ping.call(made.symbol) };
  }
  const opened = view
    .of('instance.created')
    .filter((fact) => fact.symbol === datastoreMark && scopes.services(fact.at.file).some((s) => services.includes(s)))
    .filter((fact) => !scopes.shared(fact.at.file));
  const script = /\.cjs$/.test(file) || (/\.js$/.test(file) && !view.summaries(file, 'symbol.exported').some(isEsm));
  for (const { at } of opened)
    for (const exported of view.summaries(at.file, 'symbol.exported')) {
      const ping = pingFor(exported.target, at.file, view);
      if (!ping || exported.name === '*' || at.file === file) continue;
      const from = relative(file, at.file);
      const local = exported.name === 'default' ? ping.name : exported.name;
      const line =
        exported.name === 'default'
          ? script
            ? `const ${local} = require('${from}');`
            : `import ${local} from '${from}';`
          : script
            ? `const { ${local} } = require('${from}');`
            : `import { ${local} } from '${from}';`;
      return { system: ping.system, call: ping.call(local), import: line };
    }
  return undefined;
}

/** A client that a container puts into the class of the handler: by its package's type, or a class that extends it. */
function injectedClient(walked: Walked, view: FactView): Handler['client'] {
  const { file } = walked.at;
  const owner = walked.summary?.symbol ?? '';
  const around = view.summaries(file, 'class.declared').find((one) => owner.startsWith(`${one.symbol}.`));
  for (const member of Object.keys(around?.members ?? {}).sort(compareText)) {
    const found = resolve({ in: 'this', member, path: [] }, file, view, owner);
    const declared =
      found.in === 'file' && found.path.length === 0
        ? view.summaries(found.file, 'class.declared').find((one) => one.symbol === found.symbol)
        : undefined;
    const base = found.in === 'file' && declared?.extends ? resolve(declared.extends, found.file, view) : found;
    const ping = base.in === 'package' ? pingOf(base.specifier, base.name, base.path) : undefined;
    if (ping) return { system: ping.system, call: ping.call(`this.${member}`) };
  }
  return undefined;
}

function isEsm(fact: Fact<'symbol.exported'>): boolean {
  return fact.at.start === 0;
}

function pingFor(ref: Parameters<typeof resolve>[0], file: string, view: FactView) {
  const found = resolve(ref, file, view);
  return found.in === 'package' && found.instance ? pingOf(found.specifier, found.name, found.path) : undefined;
}

function relative(from: string, to: string): string {
  const [here, there] = [directoryOf(from).split('/').filter(Boolean), to.split('/')];
  let shared = 0;
  while (shared < here.length && here[shared] === there[shared]) shared++;
  const up = here.slice(shared).map(() => '..');
  const path = [...up, ...there.slice(shared)].join('/').replace(/(?:\/index)?\.[cm]?[jt]sx?$/, '');
  return up.length > 0 ? path : `./${path}`;
}

/** Probes that restart the process of a service, for libraries that answer for all of its routes. */
export function probesOfServer(services: readonly string[], view: FactView, scopes: Scopes): AskedBy[] {
  return askingProbes(view, scopes)
    .filter((asking) => asking.probe.role === 'live' && asking.services.some((service) => services.includes(service)))
    .map(askedBy);
}

/** A route of the same service that liveness can ask: one that is there, or the text of a new one. */
export function liveRouteBeside(
  route: Route,
  declared: Fact<'route.declared'>,
  services: readonly string[],
  view: FactView,
  scopes: Scopes,
): Handler['beside'] {
  const there = view
    .of('route.resolved')
    .find(
      (other) =>
        other.path !== route.path &&
        !other.open &&
        roleOfRoute(other) === 'live' &&
        scopes.services(other.at.file).some((service) => services.includes(service)),
    );
  if (there) return { path: there.path, at: there.at };
  const router =
    declared.router.in === 'file' && declared.router.path.length === 0 ? declared.router.symbol : undefined;
  const name = router?.replace(/^.*\//, '');
  if (!name || !/^\w+$/.test(name) || !route.path.endsWith(declared.path) || declared.path === '/') return undefined;
  const prefix = route.path.slice(0, route.path.length - declared.path.length);
  const text = answerOk(route.framework, name);
  if (!text) return undefined;
  const at: Span = { ...route.at, end: route.at.start, endLine: route.at.line, endColumn: route.at.column };
  return { path: normalPath(prefix, '/livez'), at, text };
}

function answerOk(framework: string, router: string): string | undefined {
  switch (framework) {
    case 'express':
      return `${router}.get('/livez', (_req, res) => {\n  res.end();\n});\n`;
    case 'fastify':
      return `${router}.get('/livez', async () => ({ status: 'alive' }));\n`;
    case 'koa':
      return `${router}.get('/livez', (ctx) => {\n  ctx.body = 'alive';\n});\n`;
    case 'hono':
      return `${router}.get('/livez', (c) => c.text('alive'));\n`;
    default:
      return undefined;
  }
}

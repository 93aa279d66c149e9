import type { Fact } from '../core/fact';
import type { FactView, Scopes } from '../core/link';
import { contracts, type Framework } from '../knowledge/webFrameworks';
import { clientFor, formOf, liveRouteBeside, probesOfServer, systemsUsedBy } from './handlerContext';
import { bySide, type Walked, walkHandler } from './handlerEffect';
import { packageAround } from './modulePaths';
import type { Reach } from './outcomes';
import { packageMajor } from './packageMajor';
import { type Asking, askedBy, roleOfRoute } from './probes';

type Route = Fact<'route.resolved'>;
type Handler = Fact<'handler.resolved'>;

/** What a health route depends on, whether a failure of it reaches the answer, and who asks. */
export function handlerFact(
  route: Route,
  asked: readonly Asking[],
  readyElsewhere: boolean,
  view: FactView,
  scopes: Scopes,
): Handler {
  const file = route.at.file;
  const { declared, walked } = walkedFrom(route, view);
  const framework = route.framework as Framework;
  const name = frameworkPackages[framework];
  const major = name === undefined ? undefined : packageMajor(name, file, view);
  const wrapped = (declared?.wrappers?.length ?? 0) > 0 || catchesAsync(file, view);
  const hanging = framework === 'express' && !wrapped && (major ?? 5) < 5 && walked.summary?.async === true;
  const thrownIsError = (contracts[framework] ?? contracts.unknown).thrown === 'error' && !hanging;
  const all = walked.reaches
    .filter((reach) => reach.leaf.evidence >= 3)
    .map((r) => bySide(r, framework, thrownIsError));
  const checks = all.filter((reach) => !reach.onDemand);
  const onDemand = all.filter((reach) => reach.onDemand && reach.answered);
  const coupled = checks.filter((reach) => reach.answered);
  // Where something could not be followed, only what is told in the answer is known to be lost to its status.
  const lost = checks.filter((reach) => !reach.answered && !reach.maybe && (walked.complete || reach.value));
  const active = checks.filter((reach) => reach.leaf.evidence >= 4);
  const unbounded =
    active.find((reach) => reach.limit === 'none' && reach.answered) ?? active.find((r) => r.limit === 'none');
  // What the answer does not depend on is somebody else's work on the way.
  const heavy = active.find((reach) => reach.heavy && reach.answered);
  const services = scopes.services(file);
  const cached = walked.cachedMs ?? revalidated(route.traits);
  const form = formOf(walked, route, view);
  const client = checks.length === 0 && form ? clientFor(walked, services, view, scopes) : undefined;
  const live = asked.some((one) => one.probe.role === 'live');
  const beside = live && declared ? liveRouteBeside(route, declared, services, view, scopes) : undefined;
  const liveBeside = route.framework === 'under-pressure' ? probesOfServer(services, view, scopes) : [];
  return {
    kind: 'handler.resolved',
    at: walked.at,
    route: `${route.via} ${route.method} ${route.path}`,
    via: route.via,
    method: route.method,
    path: route.path,
    open: route.open,
    evidence: Math.max(
      0,
      ...walked.reaches.flatMap((reach) => (reach.onDemand ? [] : [reach.leaf.evidence])),
    ) as Handler['evidence'],
    coupled: coupled.length === 0 ? 'none' : coupled.length === checks.length ? 'all' : 'some',
    ...(walked.limit === undefined ? {} : { limitMs: walked.limit }),
    answers: walked.answers,
    cost: heavy ? 'heavy' : 'light',
    ...(cached === undefined ? {} : { cachedMs: cached }),
    systems: systemsOf(checks),
    columns: [],
    guards: route.guards,
    complete: walked.complete && !checks.some((reach) => reach.maybe),
    ...(walked.because ? { because: walked.because } : {}),
    framework: route.framework,
    ...(route.rendering ? { rendering: route.rendering } : {}),
    walked: walked.walked,
    usesSystems: systemsUsedBy(services, view, scopes),
    role: roleOfRoute(route) ?? 'none',
    probes: asked.map(askedBy),
    ...(readyElsewhere ? { readyElsewhere } : {}),
    ...(walked.silentAt ? { silentAt: walked.silentAt } : {}),
    ...(walked.summary?.silentSends && walked.silentAt ? { silentSends: true } : {}),
    routeAt: route.at,
    ...(hanging && checks.some((reach) => reach.throws) ? { hangs: true } : {}),
    ...(lost.length > 0 ? { swallowedAt: lost.map((reach) => reach.at) } : {}),
    ...(coupled.length > 0 ? { coupledAt: coupled.map((reach) => reach.at) } : {}),
    ...(onDemand.length > 0
      ? { onDemand: onDemand.map((reach) => ({ at: reach.entry ?? reach.at, what: reach.what, check: reach.at })) }
      : {}),
    ...(lost.length > 0 ? caughtIn(walked, lost, framework) : {}),
    ...(walked.decided && !walked.complete && !checks.some((reach) => reach.maybe) ? { decided: true } : {}),
    ...(walked.summary?.answerAt ? { answerAt: walked.summary.answerAt } : {}),
    ...(unbounded ? { unboundedAt: unbounded.at } : {}),
    ...(unbounded?.limitBy ? { unboundedBy: unbounded.limitBy } : {}),
    ...(heavy ? { heavyAt: heavy.at } : {}),
    ...(form && client ? { form, client } : {}),
    ...(beside ? { beside } : {}),
    ...(liveBeside.length > 0 ? { liveBeside } : {}),
    ...(route.middleware.length > 0 ? { middleware: route.middleware } : {}),
    ...(route.traits ? { traits: route.traits } : {}),
    ...(major === undefined ? {} : { major }),
    ...(checks.some((reach) => reach.likely) ? { confidence: 'likely' as const } : {}),
  };
}

/** The walk knows nothing of who asks: a probe that moves leaves it as it was. */
function walkedFrom(route: Route, view: FactView): { declared?: Fact<'route.declared'>; walked: Walked } {
  const { file, start, end } = route.at;
  return view.memo(`walk of ${route.method} ${file} ${start}-${end}`, () => {
    const declared = view
      .in(file, 'route.declared')
      .find((one) => one.at.start === start && one.at.end === end && one.method === route.method);
    return declared ? { declared, walked: walkHandler(declared, view) } : { walked: notWalked(route) };
  });
}

function notWalked({ at }: Route): Walked {
  return {
    reaches: [],
    limit: 0,
    complete: false,
    decided: false,
    walked: [],
    answersError: false,
    at,
    answers: 'always',
  };
}

/** The catch clause of the handler that all of the lost checks end in. */
function caughtIn(walked: Walked, lost: readonly Reach[], framework: Framework): Pick<Handler, 'caught'> {
  const answer = walked.summary?.caughtAnswers?.find(({ tried }) =>
    lost.every(({ entry }) => entry?.file === tried.file && tried.start <= entry.start && entry.end <= tried.end),
  );
  const responder = walked.summary?.params[framework === 'koa' ? 0 : 1];
  return answer ? { caught: { answer, ...(responder ? { responder } : {}) } } : {};
}

/** The systems that are asked, each place once, round trips before states. */
function systemsOf(checks: readonly Reach[]): Handler['systems'] {
  const seen = new Set<string>();
  const systems: Handler['systems'] = [];
  for (const reach of [...checks].sort((a, b) => b.leaf.evidence - a.leaf.evidence)) {
    const place = `${reach.at.file} ${reach.at.start}`;
    if (seen.has(place)) continue;
    seen.add(place);
    systems.push({
      system: reach.leaf.system,
      at: reach.at,
      what: reach.what,
      ...(reach.leaf.embedded ? { embedded: true } : {}),
    });
  }
  return systems;
}

const asyncCatchers = /^(?:express-async-errors|express-promise-router)$/;

/** express-async-errors changes the router for the whole service. */
function catchesAsync(file: string, view: FactView): boolean {
  const own = packageAround(file.slice(0, Math.max(0, file.lastIndexOf('/'))), view);
  return Object.keys(own?.dependencies ?? {}).some((name) => asyncCatchers.test(name));
}

const frameworkPackages: Partial<Record<Framework, string>> = {
  express: 'express',
  fastify: 'fastify',
  koa: 'koa',
  'next-app': 'next',
  'next-pages': 'next',
};

function revalidated(traits: readonly string[] | undefined): number | undefined {
  const seconds = traits?.map((trait) => /^revalidate (\d+)$/.exec(trait)?.[1]).find((one) => one !== undefined);
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

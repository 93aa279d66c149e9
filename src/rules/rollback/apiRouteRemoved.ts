/*
 * What it catches: a route that the base serves and this release does not: gone, renamed, or under another method.
 *
 * Why it breaks a release: callers that were loaded or deployed before (browsers, apps, partners, the other services) go on asking
 * for it, during the rollout and after it. What they get is a 404.
 *
 * Bad:  GET /orders/:id/invoice   →   GET /orders/:id/bill
 * Good: both, until nobody asks for the old one; or /v2/orders beside /v1/orders
 */
import type { Fact } from '../../core/fact';
import { defineRule, type Verdict } from '../../core/rule';

type Route = Fact<'route.resolved'>;

const app = (...routes: string[]) => ({
  'package.json': '{ "name": "shop", "dependencies": { "express": "5.0.0" } }\n',
  'src/server.ts': `import express from 'express';\n\nconst app = express();\n${routes
    .map((route) => `app.get('${route}', (req, res) => res.json({ id: req.params.id }));`)
    .join('\n')}\napp.listen(3000);\n`,
});

export const apiRouteRemoved = defineRule({
  id: 'rollback/api-route-removed',
  meta: {
    title: 'A route that callers may still use is gone',
    why: 'Browsers, apps, partners and services that were loaded or deployed before this release go on asking for it, during the rollout and after it, and get a 404.',
    todo: 'Keep the old route beside the new one until its callers are gone: the access log tells. Then remove it in a release of its own.',
    severity: 'warning',
    examples: [
      {
        title: 'a route is renamed',
        base: app('/orders/:id/invoice'),
        head: app('/orders/:id/bill'),
        expect: ['rollback/api-route-removed'],
      },
      { title: 'the next version replaces it', base: app('/v1/orders/:id'), head: app('/v2/orders/:id'), expect: [] },
    ],
  },
  reads: ['route.resolved'],
  within: 'repository',
  // One case: what serves a path may be a wildcard or stand behind a prefix that is not known.
  by: (route) => (isPublic(route) ? 'routes' : []),
  judge(c) {
    const served = servedBy(c.head.of('route.resolved'));
    const gone = c.base.of('route.resolved').filter((route) => !route.open && !served(route));
    const [first, ...rest] = distinct(gone);
    return first && verdictOf(first, rest, c.head.of('route.resolved'));
  },
});

function isPublic(route: Route): boolean {
  return route.via === 'http' && !/(?:^|\/)(?:__\w+|_next|_debug|debug|dev|test|mock)(?:\/|$)/i.test(route.path);
}

const isVersion = (part: string) => /^v\d+(?:[._-]?\w+)?$/i.test(part);
const isParameter = (part: string) => /^[:{[*]/.test(part);
const anyMethod = /^(?:ALL|ANY|USE|\*|)$/;

/** Whether the head answers what the base did: the same route, another version of it, a wildcard, an unknown prefix. */
function servedBy(head: readonly Route[]): (route: Route) => boolean {
  const exact = new Set<string>();
  const loose: { method: string; matches: (parts: readonly string[]) => boolean }[] = [];
  for (const route of head) {
    const method = route.method.toUpperCase();
    const parts = partsOf(route.path);
    const wild = parts.indexOf('*');
    if (wild !== -1)
      loose.push({ method, matches: (then) => parts.slice(0, wild).every((part, i) => part === then[i]) });
    else if (route.open) {
      const tail = parts.filter((part) => part !== '?');
      loose.push({
        method,
        matches: (then) =>
          then.length >= tail.length && tail.every((part, i) => part === then[then.length - tail.length + i]),
      });
    } else exact.add(`${anyMethod.test(method) ? '*' : method} ${parts.join('/')}`);
  }
  return (route) => {
    const method = route.method.toUpperCase();
    const parts = partsOf(route.path);
    const path = parts.join('/');
    if (exact.has(`${method} ${path}`) || exact.has(`* ${path}`)) return true;
    return loose.some((one) => (one.method === method || anyMethod.test(one.method)) && one.matches(parts));
  };
}

function partsOf(path: string): string[] {
  return path
    .split('/')
    .filter((part) => part !== '' && !isVersion(part))
    .map((part) => {
      if (part === '{?}') return '?';
      if (part.startsWith('*') || /^\[{1,2}\.\.\./.test(part) || /^:\w+\*$/.test(part)) return '*';
      return isParameter(part) ? ':' : part.toLowerCase();
    });
}

function distinct(routes: readonly Route[]): Route[] {
  const seen = new Set<string>();
  return routes.filter((route) => {
    const name = nameOf(route);
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

const nameOf = (route: Route) => `${route.method} ${route.path}`;

function verdictOf(route: Route, rest: readonly Route[], head: readonly Route[]): Verdict {
  const more = rest.length === 0 ? '' : ` (and ${rest.length} more)`;
  // What is left of the same file is where a reader looks for it.
  const near = head.find((now) => now.at.file === route.at.file);
  return {
    what: `${nameOf(route)} is gone${more}: callers of the version before get a 404`,
    subject: `route ${nameOf(route)}`,
    at: near?.at ?? route.at,
    evidence: [route, ...rest].slice(0, 10).map(({ at, method, path }) => ({
      at,
      note: `${method} ${path} is served by the running version`,
    })),
  };
}

import type { Fact } from '../../core/fact';
import {
  entriesOf,
  entryOf,
  entrySpan,
  get,
  itemsOf,
  keySpan,
  numberOf,
  spanOf,
  type Tree,
  textOf,
} from '../../core/tree';
import { durationOf } from '../delivery/durations';
import { type Platform, probe, variables, workload } from './declare';

/** fly.toml: checks decide where traffic goes; a failing one does not restart a machine. */
export function flyFacts(tree: Tree, platform: Platform): Fact[] {
  const facts: Fact[] = [];
  const name = textOf(get(tree, 'app')) ?? 'app';
  const at = spanOf(get(tree, 'app') ?? { ...tree, end: tree.start });
  const strategy = entryOf(get(tree, 'deploy'), 'strategy');
  const killTimeout = entryOf(tree, 'kill_timeout');
  const grace = numberOf(killTimeout?.value);
  const graceMs = grace !== undefined ? grace * 1000 : killTimeout ? durationOf(textOf(killTimeout.value)) : 5000;
  const http = get(tree, 'http_service');
  const services = itemsOf(get(tree, 'services'));
  const served = http !== undefined || services.length > 0;
  facts.push(
    workload(
      platform,
      at,
      name,
      {
        sort: served ? 'service' : 'worker',
        ...(textOf(strategy?.value) === undefined ? {} : { strategy: textOf(strategy?.value) ?? '' }),
        ...(graceMs === undefined ? {} : { graceMs }),
        servedBy: served ? ['Fly proxy'] : [],
        places: strategy ? { strategy: entrySpan(strategy) } : {},
      },
      textOf(get(tree, 'build', 'image')),
    ),
    ...variables(platform, get(tree, 'env'), name),
  );
  for (const service of http ? [http, ...services] : services) {
    const port = numberOf(get(service, 'internal_port'));
    const node = get(service, 'internal_port');
    if (node && port !== undefined)
      facts.push({
        kind: 'port.declared',
        at: spanOf(node),
        layer: 'container',
        port,
        workload: name,
        environment: platform.environment,
        source: 'fly',
      });
    for (const key of ['checks', 'http_checks', 'tcp_checks'])
      for (const check of itemsOf(get(service, key)))
        facts.push(checkOf(platform, name, check, key === 'tcp_checks' ? 'tcp' : 'http', port));
  }
  for (const { value } of entriesOf(get(tree, 'checks')))
    facts.push(
      checkOf(
        platform,
        name,
        value,
        textOf(get(value, 'type')) === 'tcp' ? 'tcp' : 'http',
        numberOf(get(value, 'port')),
      ),
    );
  return facts;
}

function checkOf(
  platform: Platform,
  name: string,
  check: Tree,
  target: 'http' | 'tcp',
  port: number | undefined,
): Fact {
  const path = entryOf(check, 'path');
  const written = textOf(path?.value);
  const duration = (key: string) => {
    const node = get(check, key);
    const number = numberOf(node);
    return number === undefined ? durationOf(textOf(node)) : number;
  };
  const period = duration('interval');
  const timeout = duration('timeout');
  const delay = duration('grace_period');
  return probe(platform, path ? keySpan(path) : spanOf({ ...check, end: check.start + 1 }), name, {
    target,
    ...(target === 'http' ? { path: written ?? '/', accepts: '200-299' } : {}),
    ...(path ? { pathAt: spanOf(path.value) } : {}),
    ...(port === undefined ? {} : { port }),
    ...(period === undefined ? {} : { periodMs: period }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(delay === undefined ? {} : { initialDelayMs: delay }),
    ...(get(check, 'timeout') ? { timeoutAt: spanOf(get(check, 'timeout') as Tree) } : {}),
    role: 'ready',
  });
}

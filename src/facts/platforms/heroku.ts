import type { Fact } from '../../core/fact';
import type { Source } from '../../core/source';
import { entriesOf, entryOf, flagOf, get, keySpan, numberOf, spanOf, type Tree, textOf } from '../../core/tree';
import { shellCommands } from '../../parse/shell';
import { durationOf } from '../delivery/durations';
import { type Platform, probe, variable, variables, workload } from './declare';

/** Procfile: one process type a line. Heroku stops a dyno 30 s after SIGTERM. */
export function procfileFacts(source: Source, platform: Platform): Fact[] {
  const facts: Fact[] = [];
  for (const match of source.text.matchAll(/^([\w-]+)[ \t]*:[ \t]*(\S.*?)[ \t]*\r?$/gm)) {
    const [whole, name = '', command = ''] = match;
    const at = source.span(match.index, match.index + whole.trimEnd().length);
    const [first] = shellCommands(command);
    facts.push(
      workload(platform, at, name, {
        sort: name === 'web' ? 'service' : name === 'release' ? 'job' : 'worker',
        command: first?.words ?? [],
        graceMs: 30_000,
        servedBy: name === 'web' ? ['router'] : [],
      }),
    );
    for (const assign of first?.assigns ?? []) {
      const equals = assign.indexOf('=');
      facts.push(variable(platform, { at }, assign.slice(0, equals), assign.slice(equals + 1), name));
    }
  }
  return facts;
}

/** app.json: what a Heroku app, a review app or a button deployment asks for. */
export function herokuFacts(tree: Tree, platform: Platform): Fact[] {
  const facts: Fact[] = [];
  for (const entry of entriesOf(get(tree, 'env'))) {
    const plain = textOf(entry.value);
    const value = plain ?? textOf(get(entry.value, 'value'));
    const fact = variable(platform, entry, entry.key, value, 'web');
    const required = flagOf(get(entry.value, 'required'));
    facts.push({
      ...fact,
      when: 'contract',
      need: required === false ? 'optional' : 'required',
      ...(value === undefined && textOf(get(entry.value, 'generator')) === undefined ? { passes: true } : {}),
    });
  }
  return facts;
}

/** app.yaml of App Engine; the checks are those of the flexible environment. */
export function appEngineFacts(tree: Tree, platform: Platform): Fact[] {
  const runtime = entryOf(tree, 'runtime');
  if (!runtime) return [];
  const name = textOf(get(tree, 'service')) ?? 'default';
  const facts: Fact[] = [
    workload(platform, keySpan(runtime), name, {
      autoscaled: get(tree, 'manual_scaling') === undefined,
      servedBy: ['App Engine'],
    }),
    ...variables(platform, get(tree, 'env_variables'), name),
    ...variables(platform, get(tree, 'build_env_variables'), name, 'build'),
  ];
  for (const [key, role, interval] of [
    ['liveness_check', 'live', 30],
    ['readiness_check', 'ready', 5],
  ] as const) {
    const check = entryOf(tree, key);
    const path = entryOf(check?.value, 'path');
    const written = textOf(path?.value);
    if (!check || !path || written === undefined) continue;
    const seconds = (field: string, fallback: number) => {
      const node = get(check.value, field);
      return node ? numberOf(node) : fallback;
    };
    const period = seconds('check_interval_sec', interval);
    const timeout = seconds('timeout_sec', 4);
    const failures = seconds('failure_threshold', role === 'live' ? 4 : 2);
    facts.push(
      probe(platform, keySpan(path), name, {
        role,
        path: written,
        pathAt: spanOf(path.value),
        accepts: '200-299',
        ...(period === undefined ? {} : { periodMs: period * 1000 }),
        ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
        ...(failures === undefined ? {} : { failures }),
      }),
    );
  }
  return facts;
}

/** serverless.yml: variables of the provider reach every function. */
export function serverlessFacts(tree: Tree, platform: Platform): Fact[] {
  if (!get(tree, 'provider')) return [];
  const service = textOf(get(tree, 'service')) ?? 'service';
  const facts = variables(platform, get(tree, 'provider', 'environment'), service);
  if (get(tree, 'provider', 'environment')?.is === 'scalar')
    facts.push(
      variable(platform, { at: spanOf(get(tree, 'provider', 'environment') as Tree) }, '*', undefined, service),
    );
  for (const entry of entriesOf(get(tree, 'functions'))) {
    const limit = durationOf(`${numberOf(get(entry.value, 'timeout')) ?? ''}s`);
    facts.push(
      workload(platform, keySpan(entry), entry.key, {
        sort: 'worker',
        autoscaled: true,
        platform: 'serverless',
        ...(limit === undefined ? {} : { graceMs: limit }),
      }),
    );
    facts.push(...variables(platform, get(entry.value, 'environment'), entry.key));
  }
  return facts;
}

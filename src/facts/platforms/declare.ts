import { environmentNamed } from '../../core/environment';
import type { Fact, FactTypes } from '../../core/fact';
import { parseImage } from '../../core/image';
import { safeValue } from '../../core/safeValue';
import type { Span } from '../../core/span';
import { type Entry, entriesOf, isNull, keySpan, type Tree, textOf } from '../../core/tree';

/** Where the declarations of a platform's file belong. */
export interface Platform {
  source: string;
  environment: string;
  family: string;
  /** Folder that the service is built from. */
  build: string;
}

export function workload(
  platform: Platform,
  at: Span,
  name: string,
  fields: Partial<FactTypes['workload.declared']> = {},
  image?: string,
): Fact<'workload.declared'> {
  return {
    kind: 'workload.declared',
    at,
    environment: platform.environment,
    name,
    sort: 'service',
    startsAfter: [],
    autoscaled: false,
    platform: platform.source,
    build: platform.build,
    ...(image === undefined ? {} : { image: parseImage(image) }),
    ...fields,
  };
}

export function probe(
  platform: Platform,
  at: Span,
  name: string,
  fields: Partial<FactTypes['probe.declared']>,
): Fact<'probe.declared'> {
  return {
    kind: 'probe.declared',
    at,
    workload: name,
    environment: platform.environment,
    role: 'platform',
    target: 'http',
    source: platform.source,
    build: platform.build,
    ...fields,
  };
}

/** Variables of a map of names to values. */
export function variables(
  platform: Platform,
  map: Tree | undefined,
  target: string,
  when: 'build' | 'start' = 'start',
): Fact[] {
  return entriesOf(map).map((entry) =>
    variable(
      platform,
      entry,
      entry.key,
      isNull(entry.value) ? undefined : (textOf(entry.value) ?? undefined),
      target,
      when,
    ),
  );
}

export function variable(
  platform: Platform,
  entry: Entry | { at: Span },
  name: string,
  value: string | undefined,
  target: string,
  when: 'build' | 'start' = 'start',
): Fact<'env.declared'> {
  return {
    kind: 'env.declared',
    at: 'at' in entry ? entry.at : keySpan(entry),
    name,
    environment: platform.environment,
    family: platform.family,
    layer: 50,
    source: platform.source,
    when,
    target,
    build: platform.build,
    ...(value === undefined ? {} : { value: safeValue(value, name) }),
  };
}

/** Sections by environment: `[env.production]`, `[context.staging]`. */
export function* environmentsIn(tree: Tree | undefined, platform: Platform): Iterable<[Tree, Platform]> {
  for (const { key, value } of entriesOf(tree)) {
    const environment = environmentNamed(key) ?? key;
    if (value.is === 'map') yield [value, { ...platform, environment }];
  }
}

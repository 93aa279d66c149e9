import type { Fact } from '../core/fact';
import type { FactView } from '../core/link';
import type { ExternalSystem } from '../core/review';
import { compareText } from '../core/span';

type Call = Fact<'call.resolved'>;

/** The system that a client library is for. */
export type SystemOf = (packageName: string) => { system: string; category: string } | undefined;

/** Systems outside the process, from the calls of both sides and the client libraries that their packages depend on. */
export function inventoryOf(head: FactView, base: FactView, systemOf: SystemOf): ExternalSystem[] {
  const after = usesOf(head, systemOf);
  const before = usesOf(base, systemOf);
  const systems: ExternalSystem[] = [];
  for (const name of [...new Set([...after.keys(), ...before.keys()])].sort(compareText)) {
    const { calls, packages, category } = (after.get(name) ?? before.get(name)) as Use;
    const places = new Map(calls.map((call) => [`${call.at.file} ${call.at.start}`, call]));
    systems.push({
      system: name,
      category,
      packages: distinct([...packages, ...calls.map((c) => c.package)]),
      hosts: distinct(calls.flatMap((c) => (c.host ? [c.host] : []))),
      env: distinct(calls.flatMap((c) => c.env ?? [])),
      limits: [...new Set(calls.map(limitOf))].sort((a, b) => compareText(String(a), String(b))),
      ...byDefaultOf(calls),
      guarded: calls.length > 0 && calls.every((c) => c.guards.length > 0),
      calls: [...places.values()].slice(0, 20).map((c) => ({ at: c.at, note: c.operation })),
      status: !after.has(name) ? 'removed' : before.has(name) ? 'base' : 'added',
      ...(after.has(name) && before.has(name) && saidOf(after.get(name)) !== saidOf(before.get(name))
        ? { changed: true as const }
        : {}),
    });
  }
  return systems;
}

/** What the calls of a system are, without their lines: a call that only moved within its file is the same. */
function saidOf(use: Use | undefined): string {
  const calls = (use?.calls ?? []).map((call) =>
    [call.at.file, call.symbol ?? '', call.operation, call.host ?? '', limitOf(call), call.guards.length > 0].join(' '),
  );
  return distinct(calls).join('\n');
}

function limitOf({ limitMs, defaultLimitMs }: Call): ExternalSystem['limits'][number] {
  return typeof limitMs === 'number' ? limitMs : limitMs === 'none' ? (defaultLimitMs ?? 'none') : 'unknown';
}

function byDefaultOf(calls: readonly Call[]): Pick<ExternalSystem, 'byDefault'> {
  const numbers = calls.filter((call) => typeof limitOf(call) === 'number');
  const unset = numbers.filter((call) => call.limitMs === 'none').length;
  return unset === 0 ? {} : { byDefault: unset === numbers.length ? 'all' : 'some' };
}

interface Use {
  category: string;
  calls: Call[];
  packages: string[];
}

function usesOf(side: FactView, systemOf: SystemOf): Map<string, Use> {
  const uses = new Map<string, Use>();
  const useOf = (system: string, category: string) => {
    const use = uses.get(system) ?? { category, calls: [], packages: [] };
    uses.set(system, use);
    return use;
  };
  // A path or query of the own server, or an address that only a variable holds, names no system.
  for (const call of side.of('call.resolved'))
    if (!call.clientSide && !call.aside && call.system !== 'HTTP') useOf(call.system, call.category).calls.push(call);
  for (const { dependencies } of side.of('package.declared'))
    for (const name of Object.keys(dependencies)) {
      const found = systemOf(name);
      if (found) useOf(found.system, found.category).packages.push(name);
    }
  return uses;
}

function distinct(texts: string[]): string[] {
  return [...new Set(texts)].sort(compareText);
}

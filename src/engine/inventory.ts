import type { Fact } from '../core/fact';
import type { ExternalSystem } from '../core/review';
import { compareText } from '../core/span';

type Call = Fact<'call.resolved'>;

/** Systems outside the process, from the calls of both sides. */
export function inventoryOf(head: readonly Call[], base: readonly Call[]): ExternalSystem[] {
  const after = bySystem(head);
  const before = bySystem(base);
  const systems: ExternalSystem[] = [];
  for (const name of [...new Set([...after.keys(), ...before.keys()])].sort(compareText)) {
    const calls = after.get(name) ?? before.get(name) ?? [];
    systems.push({
      system: name,
      category: calls[0]?.category ?? 'other',
      packages: distinct(calls.map((c) => c.package)),
      hosts: distinct(calls.flatMap((c) => (c.host ? [c.host] : []))),
      env: [],
      limits: [
        ...new Set(
          calls.map((c) =>
            typeof c.limitMs === 'number' ? c.limitMs : c.limitMs === 'none' ? (c.defaultLimitMs ?? 'none') : 'unknown',
          ),
        ),
      ].sort((a, b) => compareText(String(a), String(b))),
      guarded: calls.every((c) => c.guards.length > 0),
      calls: calls.slice(0, 20).map((c) => ({ at: c.at, note: c.operation })),
      status: !after.has(name) ? 'removed' : before.has(name) ? 'base' : 'added',
    });
  }
  return systems;
}

function bySystem(calls: readonly Call[]): Map<string, Call[]> {
  const map = new Map<string, Call[]>();
  for (const call of calls) map.set(call.system, [...(map.get(call.system) ?? []), call]);
  return map;
}

function distinct(texts: string[]): string[] {
  return [...new Set(texts)].sort(compareText);
}

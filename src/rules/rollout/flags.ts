import type { Fact } from '../../core/fact';

/** Kebab, camel and snake case are one key: hooks rename flags. */
export function flagKey(fact: Fact<'flag.read' | 'flag.declared'>): string {
  return fact.key.replace(/[^a-zA-Z0-9]/g, '').toLowerCase();
}

/** An OpenFeature manifest for examples: key → default. */
export function manifest(flags: Record<string, boolean>): string {
  const entries = Object.entries(flags).map(([key, value]) => [
    key,
    { flagType: 'boolean', defaultValue: value, description: key },
  ]);
  return `${JSON.stringify({ flags: Object.fromEntries(entries) }, null, 2)}\n`;
}

import type { Fact } from '../core/fact';
import type { FactView, Scopes } from '../core/link';
import type { Span } from '../core/span';
import { readsByService } from './environmentReadings';

/** A declaration of a variable that is for another part of the repository. */
export interface Elsewhere {
  at: Span;
  /** That part reads the variable too, so it is what the declaration is for. */
  isRead: boolean;
}

/** Where the repository declares a variable for something else than this service. */
export function elsewhereOf(name: string, service: string, view: FactView, scopes: Scopes): Elsewhere | undefined {
  const declared = view.by('env.declared', 'name', (fact) => fact.name).get(name) ?? [];
  const others = declared.filter((fact) => fact.when !== 'ci' && !/^(?:local|test)$/.test(fact.environment));
  const [first] = others;
  if (!first) return undefined;
  const reads = readsByService(view, scopes);
  const isRead = (fact: Fact<'env.declared'>) =>
    (fact.service === undefined ? scopes.services(fact.at.file) : [fact.service]).some(
      (other) => other !== service && reads.get(other)?.has(name),
    );
  const reader = others.find(isRead);
  return { at: (reader ?? first).at, isRead: reader !== undefined };
}

import type { Fact } from '../core/fact';
import type { FactView, Scopes } from '../core/link';
import { requiredReads } from '../core/requiredReads';
import { isPublicVariable } from '../knowledge/environmentVariables';
import { codeFile } from '../knowledge/paths';
import { runsInBrowser } from './browser';
import { scopedMemo } from './scoped';

type Read = Fact<'env.read'>;

/** What the reads of one variable have in common. */
export interface Reading {
  first: Read;
  /** The service's own code reads it past any schema. */
  past: boolean;
  /** It must be there, as far as its reads tell. */
  required: boolean;
  /** A check at the start insists on it. */
  insists: boolean;
  /** Code of the service itself reads it, not only a library that it depends on. */
  own: boolean;
  /** What runs needs it, not only a build or a migration. */
  runs: boolean;
}

/** Service → variable → its reads. */
export function readsByService(view: FactView, scopes: Scopes): ReadonlyMap<string, ReadonlyMap<string, Reading>> {
  return scopedMemo(view, 'environment reads', () => {
    const services = new Map<string, Map<string, Gathered>>();
    for (const read of view.of('env.read')) {
      if (read.access !== 'direct' || isNeverThere(read, view)) continue;
      const shared = scopes.shared(read.at.file);
      // The configuration of a library's own migration tool: no service that depends on the library evaluates it.
      if (shared && read.when === 'deploy' && codeFile.test(read.at.file)) continue;
      const past = !read.validated && (read.when === 'start' || read.when === 'call') && !shared;
      for (const service of scopes.services(read.at.file)) {
        const names = services.get(service) ?? new Map<string, Gathered>();
        const known = names.get(read.name);
        if (!known) names.set(read.name, { first: read, past, own: !shared, all: [read] });
        else {
          known.all.push(read);
          if (past) known.past = true;
          if (!shared) known.own = true;
        }
        services.set(service, names);
      }
    }
    const readings = ([name, gathered]: [string, Gathered]): [string, Reading] => [name, readingOf(gathered)];
    return new Map([...services].map(([service, names]) => [service, new Map([...names].map(readings))]));
  });
}

interface Gathered {
  first: Read;
  past: boolean;
  own: boolean;
  all: Read[];
}

function readingOf({ first, past, own, all }: Gathered): Reading {
  const required = requiredReads(all);
  return {
    first,
    past,
    own,
    required: required.length > 0,
    insists: required.some((read) => read.validated),
    runs: required.some((read) => read.when === 'start' || read.when === 'call'),
  };
}

/** In a browser only variables with a public prefix exist, whoever declares the others. */
function isNeverThere(read: Read, view: FactView): boolean {
  if (isPublicVariable(read.name) || (read.when !== 'start' && read.when !== 'call') || !codeFile.test(read.at.file))
    return false;
  return read.side === 'client' || runsInBrowser(read.at.file, view);
}

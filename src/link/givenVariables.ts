import type { FactView, Scopes } from '../core/link';
import { readsByService } from './environmentReadings';

/**
 * Variables that the service's own program and scripts give to what they start, and those that other services give to the
 * containers and processes that they make of it: nobody who deploys sets them.
 */
export function givenTo(service: string, view: FactView, scopes: Scopes): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { at, name, by } of view.of('env.given')) {
    const givers = scopes.services(at.file);
    // A script that stands with no service may start any of them.
    if (givers.includes(service) || (by === 'script' && givers.includes(''))) names.add(name);
    else if (by === 'code' && !givers.some((giver) => readsItself(giver, name, view, scopes))) names.add(name);
  }
  return names;
}

/** What it starts is a part of itself, and reads what it is given. */
const readsItself = (service: string, name: string, view: FactView, scopes: Scopes): boolean =>
  readsByService(view, scopes).get(service)?.get(name)?.own === true;

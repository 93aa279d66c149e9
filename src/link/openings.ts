import type { Fact } from '../core/fact';
import type { FactView, Scopes } from '../core/link';
import { directoryOf } from '../core/path';
import type { Reading } from './environmentReadings';
import { serviceOfImage } from './serviceOfImage';

/** What hides the variables of a service: sources that the repository does not show, and lists that nobody keeps complete. */

type Declared = Fact<'env.declared'>;

/** `env_file: .env` hides nothing when the example beside it lists what stands in it. */
export function isListed(fact: Declared, view: FactView): boolean {
  const file = fact.name === '*' && fact.source === 'compose' ? fact.references : undefined;
  if (file === undefined) return false;
  const folders = view.settled('folders with lists of variables', () => {
    const lists = view.of('env.declared').filter((other) => other.source === 'dotenv' && other.value);
    return new Set(
      lists.flatMap((other) => [other.at.file, ...(other.when === 'contract' ? [directoryOf(other.at.file)] : [])]),
    );
  });
  return folders.has(file) || folders.has(directoryOf(file));
}

/**
 * What a workload is given besides says nothing of this service, where the same chart or file starts this one as another workload
 * and nothing joins the two.
 */
export function runsElsewhere(
  fact: Declared,
  service: string,
  all: readonly Declared[],
  view: FactView,
  scopes: Scopes,
): boolean {
  const joined = (other: Declared) =>
    other.service ??
    (other.image === undefined ? undefined : serviceOfImage(other.image, other.target ?? '', view, scopes));
  if (service === '' || fact.image === undefined || joined(fact) === service) return false;
  return all.some(
    (other) =>
      other.source === fact.source &&
      other.family === fact.family &&
      other.image !== fact.image &&
      joined(other) === service,
  );
}

/** So many variables that no list names, and a list of so small a share of all, say that nobody keeps the list complete. */
const unlistedAtLeast = 10;
const listedShare = 1 / 3;

/** A list for getting started: what it does not name is set somewhere that the repository does not show. */
export function isThin(reads: ReadonlyMap<string, Reading>, byName: ReadonlyMap<string, readonly Declared[]>): boolean {
  const listed = [...reads.keys()].filter((name) => byName.has(name)).length;
  return reads.size - listed >= unlistedAtLeast && listed < reads.size * listedShare;
}

const neededAtLeast = 2;
const neededShare = 0.8;

/** A list that names so many of the variables that must be there is kept: what it does not name is missing. */
export function holdsMost(named: number, needed: number): boolean {
  return named >= neededAtLeast && named >= needed * neededShare;
}

/**
 * Asked of a variable: whether an example names, of the other variables that must be there, all but a few. Then it is kept as the
 * list of them, however much else is read.
 */
export function listsWhatIsNeeded(
  reads: ReadonlyMap<string, Reading>,
  listed: ReadonlySet<string>,
): (name: string) => boolean {
  const all = [...reads].filter(([, { required }]) => required).map(([name]) => name);
  const allNamed = all.filter((name) => listed.has(name)).length;
  return (name) => {
    const asked = reads.get(name)?.required === true;
    const named = allNamed - (asked && listed.has(name) ? 1 : 0);
    return holdsMost(named, all.length - (asked ? 1 : 0));
  };
}

/** Another workload of the same service shows all that it is given: a job that runs once may be given more. */
export function shownBeside(hidden: Declared, all: readonly Declared[]): boolean {
  const { service, source, family, environment, target } = hidden;
  if (service === undefined) return false;
  const beside = all.filter(
    (fact) =>
      fact.service === service && fact.source === source && fact.family === family && fact.environment === environment,
  );
  const open = new Set(beside.filter((fact) => fact.name === '*').map((fact) => fact.target));
  return beside.some((fact) => fact.target !== target && !open.has(fact.target));
}

/** `env_file: .env`: written by hand from the example. */
export const isDotenvFile = (fact: Declared) =>
  fact.source === 'compose' && fact.name === '*' && fact.references !== undefined;

import type { Fact, Slot } from '../core/fact';
import type { FactView, Linker, Scopes } from '../core/link';
import { directoryOf, isInside } from '../core/path';
import { compareText, type Span } from '../core/span';
import { isPublicImage } from '../knowledge/images';
import { type Elsewhere, elsewhereOf } from './elsewhere';
import { type Reading, readsByService } from './environmentReadings';
import { givenTo } from './givenVariables';
import { isDotenvFile, isListed, isThin, listsWhatIsNeeded, runsElsewhere, shownBeside } from './openings';
import { isOtherWorkload, lackingList, shownLists } from './shownLists';

type Declared = Fact<'env.declared'>;
type Read = Fact<'env.read'>;
type Resolved = Fact<'env.resolved'>;

/**
 * What each variable that a service reads is in each environment: set, hidden in a source that the repository does not show, or absent.
 * The environment `''` answers for the whole repository. Roots are services.
 */
export const environments: Linker = {
  name: 'environments',
  reads: ['env.read', 'env.declared', 'env.given', 'service.declared', 'package.declared'],
  emits: ['env.resolved'],
  roots: (view, scopes) => [...readsByService(view, scopes).keys()].sort(compareText),
  link(root, view, scopes) {
    const reads = readsByService(view, scopes).get(root);
    if (!reads) return { facts: [] };
    const applies = applyingTo(root, scopes);
    const mine = view
      .of('env.declared')
      .filter((fact) => fact.environment !== 'local' && applies(fact) && !isListed(fact, view));
    const shown = mine.filter((fact) => fact.name !== '*' || !runsElsewhere(fact, root, mine, view, scopes));
    return {
      facts: resolve(root, reads, shown, {
        schema: schemaOf(root, view, scopes),
        given: givenTo(root, view, scopes),
        elsewhere: (name) => elsewhereOf(name, root, view, scopes),
      }),
    };
  },
};

/** Where the service declares the schema of its environment, and what is in it. */
function schemaOf(service: string, view: FactView, scopes: Scopes): Schema {
  const keys = view
    .of('env.read')
    .filter((read) => isSchemaKey(read) && scopes.services(read.at.file).includes(service));
  const own =
    keys.find((read) => !scopes.shared(read.at.file) && speaksFor(read.at.file, service)) ??
    keys.find((read) => speaksFor(read.at.file, service));
  return { names: new Set(keys.map((read) => read.name)), ...(own ? { at: own.at } : {}) };
}

/** Folders that say what is in them, not which part of the product it belongs to. */
const plainFolder =
  /^(?:src|source|lib|libs|app|server|backend|core|common|shared|utils?|helpers|modules|packages|apps|internal(?:-packages)?|types|validators?|validation|schemas?|constants|api|services|hosting|docker|compose|deploy(?:ment)?|infra(?:structure)?|k8s|kubernetes|ops|self-?host(?:ed|ing)?|(?:[\w-]+[-_.])?(?:env|environments?|configs?|configuration|settings)(?:[-_.][\w-]+)?)$/i;

/** A schema or an example that stands with one part of the product says nothing of what the others read. */
function speaksFor(file: string, service: string): boolean {
  const folder = directoryOf(file);
  const rest = service !== '' && isInside(folder, service) ? folder.slice(service.length) : folder;
  const parts = rest.split('/').filter((part) => part !== '' && !plainFolder.test(part));
  return parts.length === 0 || (service !== '' && isInside(service, folder));
}

interface Schema {
  names: ReadonlySet<string>;
  at?: Span;
}

const isSchemaKey = (read: Read) => read.validated && /^(?:schema |env-var$|convict$|class-validator$)/.test(read.via);

/** Whether a declaration reaches the service: by what it says itself, then by where it stands. */
export function appliesTo(fact: Declared, service: string, scopes: Scopes): boolean {
  if (fact.service !== undefined) return fact.service === service || service === '';
  if (fact.image !== undefined && isPublicImage(fact.image)) return false;
  // Where a stack is described says nothing of what it deploys.
  const owners = fact.source === 'cdk' ? [''] : scopes.services(fact.at.file);
  if (owners.includes(service)) return owners.length > 1 || service !== '' || !isOthers(fact, service, scopes);
  if (service === '') return true;
  return owners.includes('') && !isOthers(fact, service, scopes);
}

/** The same for a list of them: what stands together is given to the same workload and has one answer. */
function applyingTo(service: string, scopes: Scopes): (fact: Declared) => boolean {
  let last: Declared | undefined;
  let answer = false;
  return (fact) => {
    if (!last || !isGivenAlike(fact, last)) answer = appliesTo(fact, service, scopes);
    last = fact;
    return answer;
  };
}

const isGivenAlike = (a: Declared, b: Declared) =>
  a.at.file === b.at.file &&
  a.target === b.target &&
  a.service === b.service &&
  a.image === b.image &&
  a.build === b.build &&
  a.source === b.source;

/** It names another service of the repository as the one that it is for. */
function isOthers(fact: Declared, service: string, scopes: Scopes): boolean {
  const others = scopes.roots.filter((root) => root !== service && root !== '');
  if (fact.build !== undefined && fact.build !== '' && !(service !== '' && isInside(fact.build, service)))
    if (others.some((root) => isInside(fact.build as string, root))) return true;
  const target = plain(fact.target ?? '');
  if (target === '') return false;
  const called = (root: string) => {
    const name = scopes.nameOf(root);
    return [plain(root.slice(root.lastIndexOf('/') + 1)), plain(name.slice(name.lastIndexOf('/') + 1))];
  };
  if (service !== '' && called(service).includes(target)) return false;
  return others.some((root) => called(root).includes(target));
}

const plain = (name: string) => name.toLowerCase().replace(/[_.]/g, '-');

/** Sources that say what runs; a Dockerfile alone lists what the image fixes, not what it is given. */
const lists = (fact: Declared) => fact.source !== 'dockerfile' && fact.when !== 'ci';

interface Around {
  schema: Schema;
  given: ReadonlySet<string>;
  elsewhere(name: string): Elsewhere | undefined;
}

function resolve(
  service: string,
  reads: ReadonlyMap<string, Reading>,
  declared: readonly Declared[],
  around: Around,
): Resolved[] {
  const { schema, given } = around;
  const proving = declared.filter((fact) => fact.environment !== 'test');
  const byName = groupBy(proving, (fact) => fact.name);
  const opaque = byName.get('*') ?? [];
  const speaks = (fact: Declared) => fact.source !== 'dotenv' || speaksFor(fact.at.file, service);
  const known = proving.some((fact) => lists(fact) && speaks(fact));
  const named = groupBy(
    proving.filter((fact) => fact.environment !== '' && lists(fact) && fact.name !== '*'),
    (fact) => `${fact.environment}\u0000${fact.family}`,
  );
  const groups = [...named].map(([key, facts]): Group => {
    const [environment = '', family = ''] = key.split('\u0000');
    return {
      environment,
      family,
      keys: new Set(facts.map((fact) => fact.name)),
      last: facts.at(-1)?.at as Span,
      slot: slotIn(facts),
    };
  });
  // Where a new variable would be declared: the example if there is one, else the base file.
  const dotenv = proving.filter((fact) => fact.source === 'dotenv' && fact.value && speaks(fact));
  const listed = (
    dotenv.findLast((f) => f.when === 'contract' && f.environment === '') ??
    dotenv.findLast((f) => f.when === 'contract' || f.environment === '')
  )?.at;
  const facts: Resolved[] = [];
  const examples = new Set(proving.filter((f) => f.when === 'contract').map((f) => f.name));
  const ofAll = dotenv.filter((f) => f.when === 'contract' && f.environment === '');
  const example = ofAll.at(-1)?.at;
  const namesFew = isThin(reads, byName);
  const slot = slotIn(proving);
  const isKept = listsWhatIsNeeded(reads, examples);
  const shown = shownLists(reads, proving);
  const hiding = opaque.filter(
    (f) => !isDotenvFile(f) && !shownBeside(f, proving) && !shown.some((list) => isOtherWorkload(f, list)),
  );
  for (const [name, reading] of [...reads].sort((a, b) => compareText(a[0], b[0]))) {
    const { first: read, past, insists } = reading;
    const found = byName.get(name) ?? [];
    const fact = (
      environment: string,
      family: string,
      state: Resolved['state'],
      by?: Declared,
      place?: Span,
      slot?: Slot,
    ): Resolved => {
      const at = by?.at ?? place;
      return {
        kind: 'env.resolved',
        at: by?.at ?? read.at,
        service,
        environment,
        family,
        name,
        state,
        ...(by?.value ? { value: by.value } : {}),
        ...(at ? { declaredIn: at } : {}),
        ...(by?.when === 'contract' ? { contract: true } : {}),
        ...(slot ? { slot } : {}),
        ...(environment === '' && schema.at && past && !schema.names.has(name) ? { schema: schema.at } : {}),
        ...(environment === '' && example && !namesFew && !examples.has(name) && !given.has(name)
          ? { missingIn: example }
          : {}),
      };
    };
    const proof = strongest(found.filter((f) => f.when !== 'ci'));
    const lacking = reading.required && reading.runs ? lackingList(name, shown, found, opaque) : undefined;
    // What a check at the start insists on would stand where all others of its kind stand.
    const kept = insists && isKept(name);
    const hides = kept ? hiding : opaque;
    const hidden = hides[0] ?? found[0];
    if (proof) {
      if (lacking && !given.has(name))
        facts.push({ ...fact('', '', 'absent', undefined, lacking.last, lacking.slot), elsewhere: proof.at });
      else facts.push(fact('', '', 'set', proof));
    }
    // Without any list of variables the repository does not follow the practice: nothing can be missing from it.
    else if (hidden || !known || (namesFew && !kept) || given.has(name)) facts.push(fact('', '', 'opaque', hidden));
    else {
      const other = around.elsewhere(name);
      // What only a library reads may be asked of another service alone, which has it.
      if (other?.isRead && !reading.own) facts.push(fact('', '', 'opaque'));
      else
        facts.push({ ...fact('', '', 'absent', undefined, listed, slot), ...(other ? { elsewhere: other.at } : {}) });
    }
    facts.push(...inEnvironments(name, found, hides, groups, fact));
  }
  return facts;
}

interface Group {
  environment: string;
  family: string;
  keys: ReadonlySet<string>;
  last: Span;
  slot: Slot | undefined;
}

function* inEnvironments(
  name: string,
  found: readonly Declared[],
  opaque: readonly Declared[],
  groups: readonly Group[],
  fact: (
    environment: string,
    family: string,
    state: Resolved['state'],
    by?: Declared,
    place?: Span,
    slot?: Slot,
  ) => Resolved,
): Iterable<Resolved> {
  const everywhere = found.find((f) => f.environment === '' && f.when === 'start');
  for (const environment of [...new Set(groups.map((group) => group.environment))].sort(compareText)) {
    const here = found.filter((f) => f.environment === environment);
    if (here.length > 0) {
      for (const [family, list] of groupBy(here, (f) => f.family))
        yield fact(environment, family, 'set', strongest(list));
      continue;
    }
    const hides = opaque.find((f) => f.environment === environment || f.environment === '');
    if (hides) yield fact(environment, hides.family, 'opaque', hides);
    else if (everywhere) yield fact(environment, everywhere.family, 'set', everywhere);
    else
      for (const group of groups)
        if (
          group.environment === environment &&
          groups.some((other) => other !== group && comparable(group, other, name))
        )
          yield fact(environment, group.family, 'absent', undefined, group.last, group.slot);
  }
}

/** Two environments of one family that list mostly the same keys, one of them this one. */
function comparable(lacking: Group, having: Group, name: string): boolean {
  if (having.family !== lacking.family || !having.keys.has(name)) return false;
  let common = 0;
  for (const key of having.keys) if (lacking.keys.has(key)) common++;
  return common > 0 && common / having.keys.size >= 0.3;
}

/** Where the manifest of what runs would name one more variable: that of every environment before one of its own. */
export function slotIn(declared: readonly Declared[]): Slot | undefined {
  const slots = declared.filter((fact) => fact.slot);
  const best = (['kubernetes', 'compose'] as const)
    .map((source) => slots.filter((fact) => fact.source === source))
    .find((list) => list.length > 0);
  return (best?.find((fact) => fact.environment === '') ?? best?.[0])?.slot;
}

/** The declaration that wins: the highest layer, of equal ones the last. */
function strongest(facts: readonly Declared[]): Declared | undefined {
  let best: Declared | undefined;
  for (const fact of facts) if (!best || weight(fact) >= weight(best)) best = fact;
  return best;
}

const weight = (fact: Declared) => (fact.when === 'contract' ? -1 : fact.layer);

function groupBy<T>(list: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const at = key(item);
    const group = groups.get(at);
    if (group) group.push(item);
    else groups.set(at, [item]);
  }
  return groups;
}

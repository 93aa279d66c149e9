import type { Fact, Slot } from '../core/fact';
import type { FactView, Linker, Scopes } from '../core/link';
import { compareText, type Span } from '../core/span';
import { asksUsersMachine, publicVariables, runsInBrowser } from './browser';
import { appliesTo, slotIn } from './environments';
import { scopedMemo } from './scoped';

type Found = Fact<'literal.found'>;

/** Whether the domains that code connects to are the repository's own, and where a variable in place of a literal would be declared. */
export const literals: Linker = {
  name: 'literals',
  reads: [
    'literal.found',
    'package.declared',
    'service.declared',
    'path.exposed',
    'env.declared',
    'env.read',
    'owner.declared',
  ],
  emits: ['literal.resolved'],
  roots: (view) => [...byFile(view).keys()].sort(compareText),
  link(root, view, scopes) {
    const owned = ownHosts(view);
    const listed = listedFor(root, view, scopes);
    const slots = slotsFor(root, view, scopes);
    const inBrowser = runsInBrowser(root, view);
    const builtIn = publicVariables(root, view);
    const usersMachine = asksUsersMachine(root, view);
    const facts = (byFile(view).get(root) ?? []).map((found): Fact<'literal.resolved'> => {
      const own = found.domain === undefined ? undefined : ownedBy(found.domain, owned);
      return {
        kind: 'literal.resolved',
        at: found.at,
        class: found.class,
        hash: found.hash,
        ...(found.host === undefined ? {} : { host: found.host }),
        ...(own ? { own } : {}),
        ...(listed ? { listed } : {}),
        ...(found.local && usersMachine ? { usersMachine: true as const } : {}),
        ...(slots.length > 0 ? { slots } : {}),
        ...(builtIn && (found.client || inBrowser) ? { builtIn } : {}),
      };
    });
    return { facts };
  },
};

function byFile(view: FactView): ReadonlyMap<string, readonly Found[]> {
  return view.by('literal.found', 'file', (found) => found.at.file);
}

/** Variables that hold the service's own address; the others name whoever it calls. */
const ownAddress =
  /^(?:NEXT_PUBLIC_|VITE_|REACT_APP_|PUBLIC_)?(?:(?:APP|SITE|WEB|WEBAPP|PUBLIC|BASE|SERVER|HOME|FRONTEND|BACKEND|API|ROOT|NEXTAUTH|AUTH|BETTER_AUTH|DASHBOARD)_)?(?:URL|HOST|DOMAIN|ORIGIN|BASE_URL|URI)$/;
const ownLiteral = /^(?:site_?url|metadata_?base|canonical(?:_?url)?)$/i;

/** Host → where the repository calls it its own. */
function ownHosts(view: FactView): ReadonlyMap<string, Span> {
  return view.settled('own hosts', () => {
    const hosts = new Map<string, Span>();
    const add = (host: string | undefined, at: Span) => {
      const name = host?.toLowerCase().replace(/^\*\.|^www\./, '');
      if (name?.includes('.') && !hosts.has(name)) hosts.set(name, at);
    };
    for (const fact of view.of('package.declared')) for (const host of fact.hosts ?? []) add(host, fact.at);
    for (const fact of view.of('path.exposed')) add(fact.host, fact.at);
    for (const fact of view.of('owner.declared'))
      for (const owner of fact.owners)
        if (/^[^@\s]+@[^@\s]+$/.test(owner)) add(owner.slice(owner.indexOf('@') + 1), fact.at);
    for (const fact of view.of('env.declared'))
      if (ownAddress.test(fact.name) && !fact.value?.shows?.startsWith('local')) add(fact.value?.host, fact.at);
    for (const fact of view.of('literal.found')) if (ownLiteral.test(fact.key ?? '')) add(fact.host, fact.at);
    return hosts;
  });
}

/** A mail provider's or forge's domain belongs to nobody in particular. */
const anybodys =
  /^(?:gmail|googlemail|outlook|hotmail|yahoo|icloud|proton(?:mail)?|gmx|github|gitlab|example|localhost)\./;

function ownedBy(domain: string, owned: ReadonlyMap<string, Span>): Span | undefined {
  if (anybodys.test(domain)) return undefined;
  for (const [host, at] of owned) if (host === domain || host.endsWith(`.${domain}`)) return at;
  return undefined;
}

/** Of the examples that apply to the file's services the nearest, by its last declaration with a value. */
function listedFor(file: string, view: FactView, scopes: Scopes): Span | undefined {
  const services = scopes.services(file);
  const contracts = view.settled('examples of variables', () =>
    view
      .of('env.declared')
      .filter((fact) => fact.source === 'dotenv' && fact.when === 'contract' && fact.environment === '' && fact.value),
  );
  const own = contracts.findLast((fact) => scopes.services(fact.at.file).some((service) => services.includes(service)));
  return (own ?? contracts.findLast((fact) => !fact.at.file.includes('/')))?.at;
}

/** Where the schema of the environment and the manifest of the file's service would name one more variable. */
function slotsFor(file: string, view: FactView, scopes: Scopes): Slot[] {
  const [service, ...others] = scopes.services(file);
  if (service === undefined || others.length > 0) return [];
  return scopedMemo(view, `slots of ${service}`, () => {
    const key = view
      .of('env.read')
      .find((read) => read.slot && scopes.services(read.at.file).includes(service) && !scopes.shared(read.at.file));
    const manifest = slotIn(placesFor(view).filter((fact) => appliesTo(fact, service, scopes)));
    return [...(key?.slot ? [key.slot] : []), ...(manifest ? [manifest] : [])];
  });
}

/** The declarations beside which one more fits, without their values: most edits of a manifest change nothing else. */
function placesFor(view: FactView): readonly Fact<'env.declared'>[] {
  return view.settled('places for variables', () =>
    view.of('env.declared').flatMap(({ value, ...place }) => (place.slot ? [place] : [])),
  );
}

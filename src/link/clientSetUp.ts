import type { Fact, Ref, Site } from '../core/fact';
import type { Client } from '../knowledge/thirdParties';

type Instance = Fact<'instance.created'>;

/** What a callee turned out to be: a member of a client library, with the instance it was called on. */
export interface Reached {
  client: Client;
  specifier: string;
  member: string[];
  instance?: Instance;
  /** What was called and awaited to get the thing whose member this is. */
  awaited?: readonly string[];
}

const makers =
  /^(?:create|extend|init|configure|instance|defaults|interceptors|use|on|once|off|addListener|removeListener|close|destroy|disconnect|isAxiosError|isCancel|all|spread|toFormData|mergeConfig|CancelToken|compose|(?:set|get)Global(?:Dispatcher|Origin)|\w*(?:Agent|Dispatcher)|Axios\w*Error|HTTPError|RequestError|TimeoutError)$/;

const listeners = /^(?:on|once|off|addListener|removeListener|close|destroy|disconnect)$/;

function makesClient(factory: Ref): boolean {
  const name = factory.in === 'unknown' ? '' : (factory.path.at(-1) ?? ('name' in factory ? factory.name : ''));
  return !/^(?:default|\(\)|fetch|get|head|post|put|patch|delete|request|send|Headers|FormData|Request|Response|URL\w*)$/.test(
    name,
  );
}

/** Said to a client rather than to what is behind it. */
const preparing =
  /^(?:create(?:Client|Transport|Transporter|Instance)|get\w+Client|newPipeline|(?:parse|generate)\w*(?:Url|Parameters|Permissions)|parse|bucket|file|topic|collection|doc|isInstance|is[A-Z]\w*Error|generateAuthUrl|getAuthorizationUrl|set(?:Credentials|ApiKey|AccessToken|Config\w*|DefaultRequest|ApiVersion|Host|Timeout)|config(?:ure)?|initializeApp|init|from\w*Env|extend|with[A-Z]\w*|use|plugin|defaults|toString|toJSON)$/;

/** Makes or configures a client, or asks it something about itself: no call leaves the process. */
export function isSetUp(reached: Reached, site: Site): boolean {
  const { client, member, instance } = reached;
  if (site.how === 'new' || isOnAnswer(reached)) return true;
  const steps = member.filter((name) => !/^\(/.test(name));
  const last = steps.at(-1) ?? '';
  // What came back, or what is made for a call: `response.headers.get(name)`.
  if (
    client.generic &&
    /^(?:Response|Request|Headers|FormData|Blob|File|Body|AxiosHeaders|AxiosResponse)$/.test(steps[0] ?? '')
  )
    return true;
  // `const response = await fetch(url)` makes no client.
  if (client.generic && instance && !makesClient(instance.factory)) return true;
  if (client.category === 'rpc' && !isOnStub(reached)) return true;
  if (client.calls && !client.calls.test(steps.join('.'))) return true;
  if ((client.generic ? makers : listeners).test(last) || steps.some((step) => /Error$|^interceptors$/.test(step)))
    return true;
  if (/^(?:webhooks|errors)$/.test(member[0] ?? '') || /^constructEvent/.test(last)) return true;
  if (client.generic) return false;
  if (preparing.test(last) || steps.includes('middlewareStack')) return true;
  // A constructor or function of an SDK that is called without a method on an instance.
  return (
    member.length === 0 ||
    (client.category === 'observability' && !/^(?:flush|close)$/.test(last)) ||
    client.category === 'analytics'
  );
}

/** A method of a client made from a service's definition, `new proto.Orders(address, credentials)`, rather than of the library. */
function isOnStub({ member, instance }: Reached): boolean {
  const [maker] = instance ? member : [];
  return (
    member.length > 1 &&
    /^(?:loadPackageDefinition|load|make(?:Generic)?ClientConstructor)$/.test(maker ?? '') &&
    !/^(?:close|getChannel|waitForReady|service|\(\))$/.test(member.at(-1) ?? '')
  );
}

/** Requests by their exact names: what comes back from them is data. */
const request =
  /^(?:fetch|get|head|post|put|patch|delete|del|request|send|list|retrieve|search|query|create|update|upload|download|paginate|graphql)$/;
/** What comes back from these is a client again, though it has to be waited for. */
const handsOutClients =
  /(?:client|octokit|instance|connection|session|transport(?:er)?|auth)$|^(?:connect|load|init|setup|build|make|new|create(?=[A-Z]))/i;

/** A member of what came back from a call: `(await sdk.orders.retrieve(id)).items.push(…)`. */
function isOnAnswer({ client, member, awaited }: Reached): boolean {
  if (awaited) {
    const name = awaited.filter((step) => step !== '()').at(-1) ?? '';
    const steps = awaited.filter((step) => step !== '()').join('.');
    if (client.calls ? client.calls.test(steps) : !preparing.test(name) && !handsOutClients.test(name)) return true;
  }
  return member.some((step, i) => {
    if (step !== '()' || i === member.length - 1) return false;
    const name = member[i - 1];
    return name === undefined ? client.generic === true : request.test(name);
  });
}

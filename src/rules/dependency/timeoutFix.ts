import type { CallForm } from '../../core/fact';
import type { Edit, Fix } from '../../core/finding';
import type { Span } from '../../core/span';
import { optionEdit } from './optionFix';
import { afterBody, azurePlace, modelPlace, needlePlace, nodePlace, type Place, stripePlace } from './optionPlaces';

/** What the fix has to know of an outbound call. */
export interface LimitlessCall {
  /** Package of the client; `fetch` for the global one. */
  package: string;
  /** Members that are called: `post`, `paymentIntents.create`. */
  operation: string;
  at?: Span;
  form?: CallForm;
  madeBy?: CallForm;
}

interface Idiom {
  /** The property that sets a limit. */
  text: string;
  /** Place of the options of this operation. */
  at?: Place;
  /** An argument before the options may be left out. */
  skips?: true;
  /** Place of the options where the client is made, for limits that only the client has. */
  made?: number;
}

const signal = 'signal: AbortSignal.timeout(10_000)';
const second: Place = () => 1;

/** Positions and names: type files of the packages, majors current in November 2026. */
const idioms = new Map<string, Idiom>([
  ['fetch', { text: signal, at: second }],
  ['node-fetch', { text: signal, at: second }],
  ['cross-fetch', { text: signal, at: second }],
  ['isomorphic-fetch', { text: signal, at: second }],
  ['undici', { text: signal, at: (operation) => (/^(?:fetch|request)$/.test(operation) ? 1 : undefined) }],
  ['ofetch', { text: 'timeout: 10_000', at: second }],
  ['axios', { text: 'timeout: 10_000', at: afterBody }],
  ['@nestjs/axios', { text: 'timeout: 10_000', at: (operation) => afterBody(operation.replace(/^axiosRef\./, '')) }],
  ['got', { text: 'timeout: { request: 10_000 }', at: second }],
  ['needle', { text: 'response_timeout: 10_000', at: needlePlace }],
  ['gaxios', { text: 'timeout: 10_000', at: (operation) => (operation === 'request' ? 0 : undefined) }],
  ['googleapis', { text: 'timeout: 10_000', at: second }],
  ['stripe', { text: 'timeout: 10_000', at: stripePlace, skips: true, made: 1 }],
  ['openai', { text: 'timeout: 60_000', at: modelPlace, made: 0 }],
  ['@anthropic-ai/sdk', { text: 'timeout: 60_000', at: modelPlace, made: 0 }],
  ['@slack/web-api', { text: 'timeout: 10_000', made: 1 }],
  ['@slack/webhook', { text: 'timeout: 10_000', made: 1 }],
  ['airtable', { text: 'requestTimeout: 10_000', made: 0 }],
  ['@notionhq/client', { text: 'timeoutMs: 10_000', made: 0 }],
  ['@elastic/elasticsearch', { text: 'requestTimeout: 10_000', made: 0 }],
  ['nodemailer', { text: 'connectionTimeout: 10_000, socketTimeout: 30_000', made: 0 }],
  ['mailgun.js', { text: 'timeout: 10_000', made: 0 }],
]);

const azure: Idiom = { text: 'abortSignal: AbortSignal.timeout(10_000)', at: azurePlace };
/** A client of AWS only warns of a slow request unless it is told to end it (@smithy/node-http-handler 4.4 and later). */
const aws: Idiom = {
  text: 'requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true }',
  made: 0,
};

function idiomOf(name: string): Idiom | undefined {
  if (name.startsWith('@aws-sdk/client-')) return aws;
  return name.startsWith('@azure/') ? azure : idioms.get(name);
}

/** Sets a limit in the client's own words, where the call is written so that there is one place for it. */
export function timeoutFix(call: LimitlessCall): Fix | undefined {
  if (call.package === 'superagent') return superagentFix(call);
  if (/^(?:node:)?https?$/.test(call.package)) return nodeFix(call);
  if (call.package === '@grpc/grpc-js') return grpcFix(call);
  const idiom = idiomOf(call.package);
  if (!idiom) return undefined;
  const at = idiom.at?.(call.operation);
  const edit =
    (call.form && at !== undefined ? optionEdit(call.form, at, idiom.text, idiom.skips) : undefined) ??
    // An object without an argument of its own is made by a name that somebody else gave out.
    (call.madeBy && idiom.made !== undefined && (idiom.made === 0 || call.madeBy.args > 0)
      ? optionEdit(call.madeBy, idiom.made, idiom.text)
      : undefined);
  return edit && fix(idiom.text, edit);
}

// A limit can cut off what took longer on purpose: somebody has to look at the number.
const fix = (text: string, edit: Edit): Fix => ({ title: `Set a time limit (${text})`, safe: false, edits: [edit] });

/** The option `timeout` of Node's own client only emits an event; a signal ends the request. */
function nodeFix({ form }: LimitlessCall): Fix | undefined {
  if (!form || form.args === 0) return undefined;
  const edit = optionEdit(form, nodePlace(form), signal);
  return edit && fix(signal, edit);
}

/** `stub.method(request, options, callback)`: a call without a callback may be a stream that is meant to last. */
function grpcFix({ form }: LimitlessCall): Fix | undefined {
  const text = 'deadline: Date.now() + 10_000';
  if (!form?.callback || form.args > 3) return undefined;
  // What stands first is the request, whatever it is made of.
  const edit = optionEdit(form, form.optionsAt || form.args - 1, text);
  return edit && fix(text, edit);
}

/** `request.get(url).timeout(…)`: a step of the chain, behind the call that starts it. */
function superagentFix({ form, operation }: LimitlessCall): Fix | undefined {
  const verb = operation.split('.').at(-1) ?? '';
  if (!form || form.args === 0 || !/^(?:get|post|put|patch|delete|del|head)$/.test(verb)) return undefined;
  const { close } = form;
  const behind: Span = {
    ...close,
    start: close.start + 1,
    end: close.start + 1,
    column: close.column + 1,
    endColumn: close.column + 1,
  };
  const text = '.timeout({ response: 10_000, deadline: 30_000 })';
  return fix(text.slice(1), { at: behind, text });
}

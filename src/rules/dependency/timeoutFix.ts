import type { CallForm } from '../../core/fact';
import type { Edit, Fix } from '../../core/finding';
import type { Span } from '../../core/span';
import { optionEdit } from './optionFix';
import { afterBody, modelPlace, needlePlace, type Place, stripePlace } from './optionPlaces';

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

/** Sets a limit in the client's own words, where the call is written so that there is one place for it. */
export function timeoutFix(call: LimitlessCall): Fix | undefined {
  if (call.package === 'superagent') return superagentFix(call);
  const idiom = idioms.get(call.package);
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

import type { CallForm } from '../../core/fact';
import type { Fix } from '../../core/finding';

/** What the fix has to know of an outbound call. */
export interface LimitlessCall {
  /** Package of the client; `fetch` for the global one. */
  package: string;
  /** Members that are called: `post`, `paymentIntents.create`. */
  operation: string;
  form?: CallForm;
}

interface Idiom {
  /** The property that sets a limit of ten seconds. */
  text: string;
  /** Place of the options among the arguments of this operation, from 0; nothing when they cannot be told. */
  at(operation: string): number | undefined;
}

const httpVerb = /^(?:get|head|delete|options)$/;
const withBody = /^(?:post|put|patch|postForm|putForm|patchForm)$/;
const signal = 'signal: AbortSignal.timeout(10_000)';

/** A call that an SDK takes a body for, options after it: `charges.create(body, options)`. */
const afterBody = (operation: string) =>
  /(?:^|\.)(?:create|update|confirm|capture|send)$/.test(operation) ? 1 : undefined;

const idioms = new Map<string, Idiom>([
  ['fetch', { text: signal, at: () => 1 }],
  ['node-fetch', { text: signal, at: () => 1 }],
  ['undici', { text: signal, at: (operation) => (/^(?:fetch|request)$/.test(operation) ? 1 : undefined) }],
  ['cross-fetch', { text: signal, at: () => 1 }],
  [
    'axios',
    {
      text: 'timeout: 10_000',
      at: (operation) =>
        httpVerb.test(operation) ? 1 : withBody.test(operation) ? 2 : operation === 'request' ? 0 : undefined,
    },
  ],
  ['got', { text: 'timeout: { request: 10_000 }', at: () => 1 }],
  ['stripe', { text: 'timeout: 10_000', at: afterBody }],
  ['openai', { text: 'timeout: 60_000', at: afterBody }],
  ['@anthropic-ai/sdk', { text: 'timeout: 60_000', at: afterBody }],
]);

/** Sets a limit in the client's own words, where the call is written so that there is one place for it. */
export function timeoutFix(call: LimitlessCall): Fix | undefined {
  const { form } = call;
  const idiom = idioms.get(call.package);
  const at = idiom?.at(call.operation);
  if (!form || !idiom || at === undefined) return undefined;
  // A limit can cut off what took longer on purpose: somebody has to look at the number.
  const fix = (edit: Fix['edits'][number]): Fix => ({
    title: `Set a time limit (${idiom.text})`,
    safe: false,
    edits: [edit],
  });
  if (form.options && form.optionsAt === at)
    return fix({ at: form.options.at, text: form.options.empty ? ` ${idiom.text} ` : ` ${idiom.text},` });
  if (form.args !== at) return undefined;
  const before = form.args === 0 || form.trailingComma ? (form.trailingComma ? ' ' : '') : ', ';
  return fix({ at: form.close, text: `${before}{ ${idiom.text} }` });
}

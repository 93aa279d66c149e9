import type { Fact } from '../../core/fact';
import type { Edit, Fix } from '../../core/finding';
import { optionEdit } from './optionFix';
import { afterBody, type Place, stripePlace } from './optionPlaces';

type Call = Pick<Fact<'call.resolved'>, 'package' | 'operation' | 'form' | 'symbol'>;

/** HTTP clients that take headers, with the place of their options. */
const withHeaders = new Map<string, Place>([
  ...['fetch', 'node-fetch', 'cross-fetch', 'isomorphic-fetch', 'ofetch', 'undici', 'got', 'ky'].map(
    (name): [string, Place] => [name, () => 1],
  ),
  ['axios', afterBody],
  ['@nestjs/axios', afterBody],
]);

/**
 * Sends a key that stays the same over all tries: made of what names the operation, where that is written in or around the call.
 * Otherwise a name that is not there yet, so that nobody ships it without having decided; never a value made for each try.
 */
export function idempotencyFix(call: Call): Fix | undefined {
  const { form } = call;
  if (!form) return undefined;
  const key = keyOf(call);
  const edit = call.package === 'stripe' ? forStripe(call, key) : asHeader(call, key);
  const title = form.identity
    ? `Send an idempotency key of ${form.identity}`
    : 'Send an idempotency key (name what identifies the operation)';
  // Whether the other side obeys the key, and that the identity is unique, somebody has to know.
  return edit && { title, safe: false, edits: [edit] };
}

/** The options stand where they are taken, and what is in them cannot be read. */
export function mayHoldKey({ form, package: name, operation }: Call): boolean {
  const at = name === 'stripe' ? stripePlace(operation) : withHeaders.get(name)?.(operation);
  if (!form || at === undefined) return false;
  return form.args > at && (form.optionsAt !== at || form.headers === 'elsewhere');
}

function keyOf({ form, symbol, operation }: Call): string {
  const identity = form?.identity;
  if (!identity || /idempotencyKey$/i.test(identity)) return identity ?? 'idempotencyKey';
  // One order is charged and refunded: each needs a key of its own.
  const named = symbol?.split(/[/.]/).find((name) => /^[A-Za-z]\w*$/.test(name) && name !== 'default');
  return `\`${named ?? operation}-\${${identity}}\``;
}

function forStripe({ form, operation }: Call, key: string): Edit | undefined {
  const at = stripePlace(operation);
  const text = key === 'idempotencyKey' ? key : `idempotencyKey: ${key}`;
  return form && at !== undefined ? optionEdit(form, at, text, true) : undefined;
}

function asHeader({ form, operation, package: name }: Call, key: string): Edit | undefined {
  const at = withHeaders.get(name)?.(operation);
  if (!form || at === undefined || form.headers === 'elsewhere') return undefined;
  const text = `'Idempotency-Key': ${key}`;
  if (form.headers && form.optionsAt === at)
    return { at: form.headers.at, text: form.headers.empty ? ` ${text} ` : ` ${text},` };
  return optionEdit(form, at, `headers: { ${text} }`);
}

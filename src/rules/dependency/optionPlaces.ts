/** Places of the options among the arguments of a client's calls, from 0; nothing when they cannot be told. */
export type Place = (operation: string) => number | undefined;

const last = (operation: string) => operation.split('.').at(-1) ?? operation;
const bodiless = /^(?:get|head|delete|options)$/;
const withBody = /^(?:post|put|patch|postForm|putForm|patchForm)$/;

/** axios and what takes its arguments: `get(url, options)`, `post(url, body, options)`, `request(options)`. */
export const afterBody: Place = (operation) => {
  const verb = last(operation);
  return bodiless.test(verb) ? 1 : withBody.test(verb) ? 2 : verb === 'request' ? 0 : undefined;
};

/** needle: `get(url, options)`, `post(url, body, options)`, `needle(method, url, body, options)` is not told. */
export const needlePlace: Place = (operation) =>
  /^(?:get|head)$/.test(operation) ? 1 : /^(?:post|put|patch|delete)$/.test(operation) ? 2 : undefined;

/** Stripe 13 to 23: `create(params, options)`, and whatever takes an id takes `(id, params, options)`. */
export const stripePlace: Place = (operation) => {
  const verb = last(operation);
  if (/^(?:create|list|search)$/.test(verb)) return 1;
  return /^(?:retrieve|update|confirm|capture|cancel|del|finalizeInvoice|pay|sendInvoice|voidInvoice)$/.test(verb)
    ? 2
    : undefined;
};

/** openai and @anthropic-ai/sdk: `create(body, options)`, `retrieve(id, options)`, `update(id, body, options)`. */
export const modelPlace: Place = (operation) => {
  const verb = last(operation);
  return /^(?:create|parse|retrieve|generate|edit|countTokens)$/.test(verb) ? 1 : verb === 'update' ? 2 : undefined;
};

/**
 * Clients of Azure end every operation with its options: what stands before them, by the operation (@azure/storage-blob 12,
 * @azure/keyvault-secrets 4, @azure/identity 4, @azure/service-bus 7).
 */
export const azurePlace: Place = (operation) => {
  const verb = last(operation);
  if (
    /^(?:delete|deleteIfExists|undelete|exists|create|createIfNotExists|getProperties|getTags|getAccessPolicy)$/.test(
      verb,
    )
  )
    return 0;
  if (
    /^(?:uploadFile|uploadData|setMetadata|setHTTPHeaders|setTags|commitBlockList|syncCopyFromURL|beginCopyFromURL|getSecret|getToken|sendMessages)$/.test(
      verb,
    )
  )
    return 1;
  return /^(?:upload|setSecret|appendBlock|scheduleMessages)$/.test(verb) ? 2 : verb === 'uploadStream' ? 3 : undefined;
};

/** Node's own client: `request(url, options, callback)` or `request(options, callback)`; the options stand there when they are written. */
export const nodePlace = (form: { optionsAt?: number; args: number }): number => form.optionsAt ?? 1;

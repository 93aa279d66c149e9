import { OpenFeature } from '@openfeature/server-sdk';

const client = OpenFeature.getClient();

// A comment moves what comes after it.
export async function price(ctx: object) {
  return (await client.getBooleanValue('new-price', true, ctx)) ? 1 : 2;
}

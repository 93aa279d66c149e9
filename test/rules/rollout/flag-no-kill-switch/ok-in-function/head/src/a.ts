import { OpenFeature } from '@openfeature/server-sdk';

const client = OpenFeature.getClient();

export async function price(ctx: object) {
  return (await client.getBooleanValue('fast-search', false, ctx)) ? 1 : 2;
}

import { OpenFeature } from '@openfeature/server-sdk';

const client = OpenFeature.getClient();

const fast = await client.getBooleanValue('fast-search', false);

export const search = () => (fast ? 1 : 2);

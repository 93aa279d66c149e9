import { OpenFeature } from '@openfeature/server-sdk';
const client = OpenFeature.getClient();
export const cart = () => client.getBooleanValue('cart', false);

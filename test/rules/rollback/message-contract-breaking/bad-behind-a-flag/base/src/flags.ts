import { OpenFeature } from '@openfeature/server-sdk';
export const flags = OpenFeature.getClient();

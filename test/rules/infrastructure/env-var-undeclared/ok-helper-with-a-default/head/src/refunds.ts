import { setting } from './lib';

export const refunds = { queue: setting('REFUND_QUEUE', 'refunds'), format: setting('LOG_FORMAT', 'json') };

import { metrics } from '@opentelemetry/api';

const meter = metrics.getMeter('orders');
const calls = meter.createCounter('orders.calls');

export const count = (req) => calls.add(1, { url: req.url });

import { Counter, Histogram } from 'prom-client';

export const requests = new Counter({ name: 'orders_requests_total', help: 'Requests', labelNames: ['route', 'status'] });
export const seconds = new Histogram({ name: 'orders_request_seconds', help: 'Time', labelNames: ['route'] });

export function measure(req, res, next) {
  const end = seconds.startTimer({ route: req.path });
  res.on('finish', end);
  next();
}

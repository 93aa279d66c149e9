import { Counter, Histogram } from 'prom-client';

export const requests = new Counter({ name: 'orders_requests_total', help: 'Requests', labelNames: ['route', 'status'] });
export const seconds = new Histogram({ name: 'orders_request_seconds', help: 'Time', labelNames: ['route'] });

export const count = (req, res) => requests.inc({ route: req.baseUrl + (req.route?.path ?? ''), status: String(res.statusCode) });

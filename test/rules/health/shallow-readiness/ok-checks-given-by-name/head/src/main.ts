import { Hono } from 'hono';
import { askAll, type Check } from './checks';
import { pool } from './db';

const app = new Hono();
const checks: Check[] = [{ name: 'database', core: true, run: () => import('./ping').then((ping) => ping.database()) }];

app.get('/products', async (c) => c.json((await pool.query('select id, title from products limit 50')).rows));

app.get('/health/ready', async (c) => {
  const results = await askAll(checks, true);
  const ready = results.every((result) => result.healthy);
  return c.json({ ready }, ready ? 200 : 503);
});

export default app;

import { Hono } from 'hono';
import { askAll, type Check } from './checks';
import { pool } from './db';

const app = new Hono();
const checks: Check[] = [{ name: 'database' }];

app.get('/products', async (c) => c.json((await pool.query('select id, title from products limit 50')).rows));

app.get('/health/ready', (c) => c.json({ ready: true, checks: askAll(checks) }));

export default app;

import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { Pool } from 'pg';

const pool = new Pool({ connectionTimeoutMillis: 500, query_timeout: 500 });

const health = new Hono()
  .get('/ready', async (c) => {
    try {
      await pool.query('select 1');
      return c.json({ database: 'up' });
    } catch {
      return c.json({ database: 'down' }, 503);
    }
  })
  .get('/live', (c) => c.text('alive'));

const app = new Hono().route('/health', health);
serve({ fetch: app.fetch, port: 8080 });

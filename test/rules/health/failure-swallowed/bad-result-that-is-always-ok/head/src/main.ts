import express from 'express';
import { pool } from './db';

const app = express();

app.get('/products', async (_req, res) => {
  const { rows } = await pool.query('select id, title from products limit 50');
  res.json(rows);
});

const ok = <T>(data: T) => ({ ok: true as const, data });
const limited = <T>(work: Promise<T>, ms: number) =>
  Promise.race([work, new Promise<never>((_, reject) => setTimeout(() => reject(new Error('slow')), ms))]);

async function report() {
  const database = await limited(pool.query('select 1'), 500).then(
    () => true,
    () => false,
  );
  return ok({ database });
}

app.get('/ready', async (_req, res) => {
  const result = await report();
  if (!result.ok) {
    res.status(503).end();
    return;
  }
  res.json(result.data);
});

app.listen(3000);

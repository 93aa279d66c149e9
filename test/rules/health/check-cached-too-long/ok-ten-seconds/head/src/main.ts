import express from 'express';
import { pool } from './db';

const app = express();

app.get('/products', async (_req, res) => {
  const { rows } = await pool.query('select id, title from products limit 50');
  res.json(rows);
});
const limited = <T>(work: Promise<T>, ms: number) =>
  Promise.race([work, new Promise<never>((_, reject) => setTimeout(() => reject(new Error('slow')), ms))]);

let checkedAt = 0;
let healthy = false;

app.get('/ready', async (_req, res) => {
  if (Date.now() - checkedAt < 10 * 1000) {
    res.status(healthy ? 200 : 503).end();
    return;
  }
  healthy = await limited(pool.query('select 1'), 500).then(
    () => true,
    () => false,
  );
  checkedAt = Date.now();
  res.status(healthy ? 200 : 503).end();
});

app.listen(3000);

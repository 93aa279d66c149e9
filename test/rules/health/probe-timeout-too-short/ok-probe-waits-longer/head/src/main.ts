import express from 'express';
import { pool } from './db';

const app = express();

app.get('/products', async (_req, res) => {
  const { rows } = await pool.query('select id, title from products limit 50');
  res.json(rows);
});
const limited = <T>(work: Promise<T>, ms: number) =>
  Promise.race([work, new Promise<never>((_, reject) => setTimeout(() => reject(new Error('slow')), ms))]);

app.get('/ready', async (_req, res) => {
  try {
    await limited(pool.query('select 1'), 1000);
    res.json({ status: 'ok' });
  } catch {
    res.status(503).json({ status: 'unavailable' });
  }
});

app.listen(3000);

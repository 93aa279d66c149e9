import express from 'express';
import { pool } from './db';

const app = express();

app.get('/products', async (_req, res) => {
  const { rows } = await pool.query('select id, title from products limit 50');
  res.json(rows);
});
const limited = <T>(work: Promise<T>, ms: number) =>
  Promise.race([work, new Promise<never>((_, reject) => setTimeout(() => reject(new Error('slow')), ms))]);

app.get('/live', async (_req, res) => {
  let database = 'up';
  try {
    await limited(pool.query('select 1'), 500);
  } catch {
    database = 'down';
  }
  res.json({ database });
});

app.listen(3000);

import express from 'express';
import { pool } from './db';
import { redis } from './redis';

const app = express();

app.get('/products', async (_req, res) => {
  const { rows } = await pool.query('select id, title from products limit 50');
  res.json(rows);
});
const limited = <T>(work: Promise<T>, ms: number) =>
  Promise.race([work, new Promise<never>((_, reject) => setTimeout(() => reject(new Error('slow')), ms))]);

app.get('/live', async (_req, res) => {
  try {
    await limited(redis.ping(), 300);
    res.end();
  } catch {
    res.status(500).end();
  }
});

app.listen(3000);

import express from 'express';
import { pool } from './db';

const app = express();

app.get('/products', async (_req, res) => {
  const { rows } = await pool.query('select id, title from products limit 50');
  res.json(rows);
});

app.get('/ready', async (_req, res) => {
  try {
    const answer = await fetch('http://search.internal/ping');
    res.status(answer.ok ? 200 : 503).end();
  } catch {
    res.status(503).end();
  }
});

app.listen(3000);

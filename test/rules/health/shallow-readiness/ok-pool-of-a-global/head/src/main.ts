import express from 'express';
import { pool } from './db';

const app = express();

app.get('/products', async (_req, res) => {
  const { rows } = await pool.query('select id, title from products limit 50');
  res.json(rows);
});

app.get('/ready', (_req, res) => {
  if (SHOP.connections.numFree() < 1 && SHOP.connections.numUsed() < 1) {
    res.status(503).json({ status: 'no connection' });
  } else {
    res.json({ status: 'ok' });
  }
});

app.listen(3000);

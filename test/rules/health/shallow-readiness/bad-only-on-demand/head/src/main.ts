import express from 'express';
import { pool } from './db';
import { inspect } from './health';

const app = express();

app.get('/products', async (_req, res) => {
  const { rows } = await pool.query('select id, title from products limit 50');
  res.json(rows);
});

app.get('/ready', async (req, res) => {
  const verdict = await inspect({ database: req.query.database === 'true' });
  res.status(verdict.healthy ? 200 : 503).json(verdict);
});

app.listen(3000);

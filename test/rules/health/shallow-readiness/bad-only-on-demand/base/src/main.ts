import express from 'express';
import { pool } from './db';

const app = express();

app.get('/products', async (_req, res) => {
  const { rows } = await pool.query('select id, title from products limit 50');
  res.json(rows);
});

app.listen(3000);

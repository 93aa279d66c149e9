import express from 'express';
import { Pool } from 'pg';

const pool = new Pool();
const app = express();

app.get('/products', async (_req, res) => {
  const { rows } = await pool.query('select id, title from products limit 50');
  res.json(rows);
});

const server = app.listen(3000);
process.on('SIGTERM', () => setTimeout(() => server.close(), 5000));

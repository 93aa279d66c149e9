import express from 'express';
import { pool } from './db';
import { health } from './routes/health';

const app = express();

app.get('/products', async (_req, res) => {
  const { rows } = await pool.query('select id, title from products limit 50');
  res.json(rows);
});

app.use('/internal', health);

app.listen(3000);

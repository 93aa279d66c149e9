import express from 'express';
import { db } from './db';

const app = express();

app.get('/products', async (_req, res) => {
  const { rows } = await db.execute('select id, title from products limit 50');
  res.json(rows);
});

app.get('/ready', (_req, res) => {
  res.json({ status: 'ok', uptime: process.uptime() });
});

app.listen(3000);

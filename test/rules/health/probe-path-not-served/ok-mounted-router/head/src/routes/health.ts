import { Router } from 'express';
import { pool } from '../db';

export const health = Router();

health.get('/ready', async (_req, res) => {
  try {
    await pool.query('select 1');
    res.end();
  } catch {
    res.status(503).end();
  }
});

import { Router } from 'express';
import { charge } from '../fees/charge';
import { unleash } from '../flags';

export const members = Router();
members.get('/', (_req, res) => res.json([]));
members.post('/:id/fee', async (req, res) => {
  await charge(req.params.id, 5000);
  return res.status(204).end();
});

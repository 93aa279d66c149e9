import { Router } from 'express';
import { find, cancel } from './store';

export const orders = Router();
orders.get('/orders/:id', async (req, res) => res.json(await find(req.params.id)));
orders.get('/orders/:id/invoice', async (req, res) => res.json(await find(req.params.id)));
orders.post('/orders/:id/cancel', async (req, res) => res.json(await cancel(req.params.id)));

import { Router } from 'express';
import { find, cancel } from './store';

export const orders = Router();
orders.get('/orders/:orderId', async (req, res) => res.json(await find(req.params.orderId)));
orders.post('/orders/:id/cancel', async (req, res) => res.json(await cancel(req.params.id)));

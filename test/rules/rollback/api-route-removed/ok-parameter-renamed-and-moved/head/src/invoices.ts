import { Router } from 'express';
import { find } from './store';

export const invoices = Router();
invoices.get('/:id/invoice', async (req, res) => res.json(await find(req.params.id)));

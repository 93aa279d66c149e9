import { Router } from 'express';

export const members = Router();
members.get('/', (_req, res) => res.json([]));

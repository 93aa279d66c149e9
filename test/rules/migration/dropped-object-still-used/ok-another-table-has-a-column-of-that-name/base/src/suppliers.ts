import { pool } from './database';

export const phones = (ids: string[]) =>
  pool.query('SELECT phone FROM suppliers WHERE id = ANY($1)', [ids]);

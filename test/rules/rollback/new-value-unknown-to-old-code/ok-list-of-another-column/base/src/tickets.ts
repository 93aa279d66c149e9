import { knex } from './client';

export const close = (id: number) => knex('tickets').where({ id }).update({ status: 'closed' });

import { knex } from './client';

export const snooze = (id: number) => knex('tickets').where({ id }).update({ note: 'snoozed' });

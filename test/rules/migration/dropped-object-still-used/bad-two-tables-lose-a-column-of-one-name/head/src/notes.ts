import { pool } from './database';

export async function customerNote(id: string) {
  const { rows } = await pool.query('SELECT note FROM customers WHERE id = $1', [id]);
  return rows[0];
}

export async function orderNotes(customer: string) {
  const { rows } = await pool.query('SELECT id, note FROM orders WHERE customer = $1', [customer]);
  return rows;
}

export async function saveOrderNote(id: string, note: string) {
  await pool.query('UPDATE orders SET note = $2 WHERE id = $1', [id, note]);
}

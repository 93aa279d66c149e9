import { pool } from './database';

export async function contact(id: string) {
  const { rows } = await pool.query('SELECT email, phone FROM customers WHERE id = $1', [id]);
  return rows[0];
}

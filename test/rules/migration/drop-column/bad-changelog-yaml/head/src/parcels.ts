import { Pool } from 'pg';

const pool = new Pool();

export async function parcel(id: number) {
  const { rows } = await pool.query('SELECT id, weight FROM parcels WHERE id = $1', [id]);
  return rows[0];
}

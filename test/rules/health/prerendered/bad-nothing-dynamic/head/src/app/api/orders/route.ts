import { pool } from '@/lib/db';

export async function POST() {
  await pool.query('insert into orders default values');
  return Response.json({}, { status: 201 });
}

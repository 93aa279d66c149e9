import { limited } from '@/lib/limited';
import { pool } from '@/lib/db';

export async function GET() {
  try {
    await limited(pool.query('select 1'), 500);
    return Response.json({ status: 'ok' });
  } catch {
    return Response.json({ status: 'unavailable' }, { status: 503 });
  }
}

import { pool } from './db';

interface Wanted {
  database: boolean;
}

export async function inspect({ database }: Wanted): Promise<{ healthy: boolean; because?: string }> {
  try {
    if (database) await Promise.race([pool.query('select 1'), late(500)]);
  } catch {
    return { healthy: false, because: 'database' };
  }
  return { healthy: true };
}

function late(ms: number): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error('late')), ms));
}

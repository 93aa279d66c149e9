import { eq } from 'drizzle-orm';
import { db } from './database';
import { customers } from './schema';

export const phoneOf = (id: number) =>
  db.select({ phone: customers.phone }).from(customers).where(eq(customers.id, id));

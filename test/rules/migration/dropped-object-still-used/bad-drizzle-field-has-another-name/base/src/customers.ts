import { eq } from 'drizzle-orm';
import { db } from './database';
import { customers } from './schema';

export const mobileOf = (id: number) =>
  db.select({ mobile: customers.mobile }).from(customers).where(eq(customers.id, id));

import { eq } from 'drizzle-orm';
import { db } from './client';
import { tickets } from './schema';

export const close = (id: number) => db.update(tickets).set({ status: 'closed' }).where(eq(tickets.id, id));

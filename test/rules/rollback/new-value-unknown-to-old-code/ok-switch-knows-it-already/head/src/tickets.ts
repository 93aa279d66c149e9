import { eq } from 'drizzle-orm';
import { db } from './client';
import { tickets } from './schema';

export const snooze = (id: number) => db.update(tickets).set({ status: 'snoozed' }).where(eq(tickets.id, id));

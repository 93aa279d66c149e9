import { bigint, pgEnum, pgTable } from 'drizzle-orm/pg-core';

export const ticketStatus = pgEnum('ticket_status', ['open', 'closed']);
export const tickets = pgTable('tickets', { id: bigint('id', { mode: 'number' }).primaryKey(), status: ticketStatus('status').notNull() });

import { TicketState } from '@prisma/client';
import { prisma } from './client';

export const asleep = () => prisma.ticket.count({ where: { state: TicketState.SNOOZED } });

import { prisma } from './client';

export const waiting = () => prisma.order.count({ where: { status: 'OPEN' } });

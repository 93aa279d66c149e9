import { prisma } from './client';

export const waiting = () => prisma.order.count({ where: { status: 'ON_HOLD' } });

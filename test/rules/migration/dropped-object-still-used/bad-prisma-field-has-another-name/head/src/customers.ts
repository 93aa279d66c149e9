import { prisma } from './client';

export const mobiles = () => prisma.customer.findMany({ select: { id: true } });

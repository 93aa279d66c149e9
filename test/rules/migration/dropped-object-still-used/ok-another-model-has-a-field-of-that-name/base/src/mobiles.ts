import { prisma } from './client';

export const mobiles = () => prisma.supplier.findMany({ select: { id: true, mobile: true } });
export const emails = () => prisma.customer.findMany({ select: { id: true, email: true } });

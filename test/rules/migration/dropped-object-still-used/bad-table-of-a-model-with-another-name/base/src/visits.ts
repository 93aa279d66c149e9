import { prisma } from './client';

export const visits = () => prisma.visit.count();

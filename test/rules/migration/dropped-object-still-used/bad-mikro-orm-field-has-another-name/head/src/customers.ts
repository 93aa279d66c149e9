import type { EntityManager } from '@mikro-orm/postgresql';
import { Customer } from './customer.entity';

export const byMobile = (em: EntityManager, mobile: string) => em.find(Customer, { mobile }, { orderBy: { email: 'asc' } });

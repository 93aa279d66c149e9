import type { Repository } from 'typeorm';
import type { Customer } from './customer';

export class Reports {
  constructor(private readonly customers: Repository<Customer>) {}

  reachable() {
    return this.customers.createQueryBuilder('c').where('c.phone IS NOT NULL').getMany();
  }
}

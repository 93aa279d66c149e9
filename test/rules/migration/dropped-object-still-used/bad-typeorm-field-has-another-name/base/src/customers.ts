import { Repository } from 'typeorm';
import { Customer } from './customer.entity';

export class Customers {
  constructor(private readonly customers: Repository<Customer>) {}

  withMobile(mobile: string) {
    return this.customers.find({ where: { mobile }, select: ['id', 'email'] });
  }
}

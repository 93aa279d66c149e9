import { Repository } from 'typeorm';
import { Customer } from './customer.entity';

export class Customers {
  constructor(private readonly customers: Repository<Customer>) {}

  withEmail(email: string) {
    return this.customers.find({ where: { email }, select: ['id', 'email'] });
  }
}

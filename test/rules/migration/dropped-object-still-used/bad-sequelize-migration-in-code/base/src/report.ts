import { Customer } from './customer';

export const withPhone = () => Customer.findAll({ attributes: ['id', 'phone'] });

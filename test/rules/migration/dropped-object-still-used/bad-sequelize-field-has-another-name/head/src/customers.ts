import { Customer } from './customer';

export const byMobile = (mobile: string) => Customer.findAll({ where: { mobile }, attributes: ['id', 'email'] });

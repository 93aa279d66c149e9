import { DataTypes, Model } from 'sequelize';
import { sequelize } from './database';

export class Customer extends Model {}

Customer.init(
  {
    id: { type: DataTypes.UUID, primaryKey: true },
    email: DataTypes.STRING,
    phone: DataTypes.STRING,
  },
  { sequelize, tableName: 'customers' },
);

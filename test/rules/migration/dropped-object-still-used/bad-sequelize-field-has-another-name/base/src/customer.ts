import { DataTypes } from 'sequelize';
import { sequelize } from './database';

export const Customer = sequelize.define(
  'Customer',
  {
    email: { type: DataTypes.TEXT, allowNull: false },
    mobile: { type: DataTypes.TEXT, field: 'phone_number' },
  },
  { tableName: 'customer' },
);

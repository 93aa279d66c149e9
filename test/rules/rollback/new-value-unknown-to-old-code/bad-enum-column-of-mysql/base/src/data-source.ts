import { DataSource } from 'typeorm';

export const dataSource = new DataSource({ type: 'mysql', migrations: ['src/migrations/*.ts'], migrationsTransactionMode: 'each' });

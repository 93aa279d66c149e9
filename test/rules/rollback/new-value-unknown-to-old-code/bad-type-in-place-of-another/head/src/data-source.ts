import { DataSource } from 'typeorm';

export const dataSource = new DataSource({ type: 'postgres', migrations: ['src/migrations/*.ts'], migrationsTransactionMode: 'each' });

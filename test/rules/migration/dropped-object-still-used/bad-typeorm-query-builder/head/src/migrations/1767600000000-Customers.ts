import { MigrationInterface, QueryRunner } from 'typeorm';

export class Customers1767600000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner) {
    await queryRunner.query(`CREATE TABLE "customers" ("id" SERIAL PRIMARY KEY, "email" text NOT NULL, "phone" text)`);
  }

  async down(queryRunner: QueryRunner) {
    await queryRunner.query(`DROP TABLE "customers"`);
  }
}

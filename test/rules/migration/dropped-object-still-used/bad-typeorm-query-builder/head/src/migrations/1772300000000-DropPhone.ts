import { MigrationInterface, QueryRunner } from 'typeorm';

export class DropPhone1772300000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner) {
    await queryRunner.dropColumn('customers', 'phone');
  }

  async down(queryRunner: QueryRunner) {
    await queryRunner.query(`ALTER TABLE "customers" ADD "phone" text`);
  }
}

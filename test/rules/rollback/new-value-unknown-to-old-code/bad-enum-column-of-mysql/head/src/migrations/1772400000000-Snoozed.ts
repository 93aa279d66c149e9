import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Snoozed1772400000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE tickets MODIFY status enum('open', 'closed', 'snoozed') NOT NULL`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE tickets MODIFY status enum('open', 'closed') NOT NULL`);
  }
}

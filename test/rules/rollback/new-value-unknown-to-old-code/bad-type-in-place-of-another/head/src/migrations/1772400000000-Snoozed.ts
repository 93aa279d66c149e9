import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Snoozed1772400000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TYPE "tickets_status_enum" RENAME TO "tickets_status_enum_old"`);
    await queryRunner.query(`CREATE TYPE "tickets_status_enum" AS ENUM('open', 'closed', 'snoozed')`);
    await queryRunner.query(`ALTER TABLE "tickets" ALTER COLUMN "status" TYPE "tickets_status_enum" USING "status"::"text"::"tickets_status_enum"`);
    await queryRunner.query(`DROP TYPE "tickets_status_enum_old"`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DELETE FROM "tickets" WHERE "status" = 'snoozed'`);
  }
}

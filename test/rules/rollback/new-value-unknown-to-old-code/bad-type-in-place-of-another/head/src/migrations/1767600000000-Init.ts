import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Init1767600000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TYPE "tickets_status_enum" AS ENUM('open', 'closed')`);
    await queryRunner.query(`CREATE TABLE "tickets" ("id" SERIAL PRIMARY KEY, "status" "tickets_status_enum" NOT NULL)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "tickets"`);
    await queryRunner.query(`DROP TYPE "tickets_status_enum"`);
  }
}

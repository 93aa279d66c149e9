import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Init1767600000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE tickets (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, status enum('open', 'closed') NOT NULL) ENGINE=InnoDB`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE tickets`);
  }
}

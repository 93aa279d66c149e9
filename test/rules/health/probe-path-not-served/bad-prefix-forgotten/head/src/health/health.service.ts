import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

@Injectable()
export class HealthService {
  constructor(private readonly db: DataSource) {}

  async report() {
    await this.db.query('select 1');
  }
}

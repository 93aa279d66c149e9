import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

@Injectable()
export class HealthService {
  constructor(private readonly db: DataSource) {}

  async report() {
    await Promise.race([
      this.db.query('select 1'),
      new Promise((_, reject) => setTimeout(() => reject(new Error('slow')), 500)),
    ]);
    return { status: 'ok' };
  }
}

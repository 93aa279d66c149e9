import { Injectable } from '@nestjs/common';

@Injectable()
export class HealthService {
  report() {
    return { status: 'ok', version: process.env.APP_VERSION ?? 'dev' };
  }
}

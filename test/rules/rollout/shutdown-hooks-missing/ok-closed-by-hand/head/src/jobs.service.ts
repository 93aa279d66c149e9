import { Injectable, type OnModuleDestroy } from '@nestjs/common';

@Injectable()
export class JobsService implements OnModuleDestroy {
  async onModuleDestroy() {
    await this.worker.close();
  }
}

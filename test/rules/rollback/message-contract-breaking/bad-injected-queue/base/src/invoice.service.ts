import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';

@Injectable()
export class InvoiceService {
  constructor(@InjectQueue('invoices') private readonly invoices: Queue) {}

  async print(id: string) {
    await this.invoices.add('print', { invoice: id });
  }
}

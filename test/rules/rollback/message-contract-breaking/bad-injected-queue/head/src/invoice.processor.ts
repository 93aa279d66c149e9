import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { print } from './print';

@Processor('invoices')
export class InvoiceProcessor extends WorkerHost {
  async process(job: Job) {
    await print(job.data.document);
  }
}

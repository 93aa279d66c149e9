import { Worker } from 'bullmq';
import { PayoutSchema } from './payout';
import { QueueName } from './queues';
import { pay } from './pay';

export const payouts = new Worker(QueueName.Payouts, async (job) => {
  const payout = PayoutSchema.parse(job.data);
  await pay(payout);
});

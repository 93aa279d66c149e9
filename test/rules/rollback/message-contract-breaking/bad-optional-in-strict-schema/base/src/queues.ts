import { Queue } from 'bullmq';
export enum QueueName {
  Payouts = 'payouts',
  Mails = 'mails',
}
export const payoutQueue = new Queue(QueueName.Payouts);

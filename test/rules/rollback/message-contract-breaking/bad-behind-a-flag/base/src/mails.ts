import { Queue, Worker } from 'bullmq';
import { deliver } from './deliver';
import { flags } from './flags';

const mails = new Queue('mails');

export async function welcome(id: string) {
  await mails.add('welcome', { userId: id });
}

export const worker = new Worker('mails', async (job) => {
  const { userId } = job.data;
  await deliver(userId);
});

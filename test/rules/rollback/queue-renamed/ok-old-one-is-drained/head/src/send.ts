import { Queue } from 'bullmq';
import { OUTBOX } from './queues';

const outboxQueue = new Queue(OUTBOX);
export const send = (id: string) => outboxQueue.add('mail', { id });

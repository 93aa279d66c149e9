import { Worker } from 'bullmq';
import { OUTBOX } from './queues';
import { deliver } from './deliver';

export const worker = new Worker(OUTBOX, deliver);

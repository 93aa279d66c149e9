import type { Payout } from './payout';
import { payoutQueue } from './queues';

export async function request(payout: Payout) {
  await payoutQueue.add('payout', payout);
}

import cron from 'node-cron';
import { unleash } from '../flags';

export async function expire() {
  await Promise.resolve();
}

cron.schedule('0 3 * * *', async () => {
  if (!unleash.isEnabled('expire-members')) return;
  await expire();
});

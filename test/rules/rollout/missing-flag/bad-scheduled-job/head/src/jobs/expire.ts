import cron from 'node-cron';

export async function expire() {
  await Promise.resolve();
}

cron.schedule('0 3 * * *', () => expire());

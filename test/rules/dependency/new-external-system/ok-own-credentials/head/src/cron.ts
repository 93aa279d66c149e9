export const isCron = (key: string) => key === process.env.CRON_API_KEY;

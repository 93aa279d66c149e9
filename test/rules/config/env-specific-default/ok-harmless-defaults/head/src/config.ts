export const apiUrl = process.env.API_URL ?? 'http://localhost:3000';
export const site = process.env.SITE_URL || 'https://www.acme.io';
export const schema = z.object({ DB_HOST: z.string().default('localhost'), LOG_LEVEL: z.string().default('info') });

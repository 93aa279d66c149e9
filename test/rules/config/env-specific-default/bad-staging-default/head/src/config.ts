export const apiUrl = process.env.API_URL ?? 'https://api.staging.acme.io';
export const schema = z.object({ DB_HOST: z.string().default('orders-db.abc123.eu-west-1.rds.amazonaws.com') });

import { z } from 'zod';

export const env = z.object({ DATABASE_URL: z.string().url(), MAIL_KEY: z.string() }).parse(process.env);

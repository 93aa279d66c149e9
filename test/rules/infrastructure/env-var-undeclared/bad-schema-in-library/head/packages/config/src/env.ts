import { z } from 'zod';

const schema = z.object({
  DATABASE_URL: z.string().url(),
  MAIL_API_KEY: z.string().min(20),
  MAIL_REGION: z.enum(['eu', 'us']).default('eu'),
  MAIL_REPLY_TO: z.string().email().optional(),
});

export const env = schema.parse(process.env);

import { z } from 'zod';

export const env = z
  .object({
    DATABASE_URL: z.string().url(),
    SESSION_SECRET: z.string().min(32),
    REGION: z.string().min(1),
    PAYMENT_TOKEN: z.string().min(1),
  })
  .parse(process.env);

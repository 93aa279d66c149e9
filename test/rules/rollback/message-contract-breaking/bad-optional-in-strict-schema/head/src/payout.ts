import { z } from 'zod';

export const PayoutSchema = z.object({ id: z.string(), note: z.string().optional() }).strict();
export type Payout = z.infer<typeof PayoutSchema>;

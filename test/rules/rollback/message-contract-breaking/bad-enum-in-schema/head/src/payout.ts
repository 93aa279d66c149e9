import { z } from 'zod';

export const PayoutSchema = z.object({
  id: z.string(),
  method: z.enum(['bank', 'card', 'wallet']),
});
export type Payout = z.infer<typeof PayoutSchema>;

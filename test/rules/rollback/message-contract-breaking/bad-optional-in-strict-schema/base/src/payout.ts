import { z } from 'zod';

export const PayoutSchema = z.object({ id: z.string() }).strict();
export type Payout = z.infer<typeof PayoutSchema>;

import { z } from 'zod';

export const courierEnv = z.object({ COURIER_TOKEN: z.string().min(1) }).parse(process.env);

import { createHmac } from 'node:crypto';

const secret = process.env.REFUND_WEBHOOK_SECRET;

export const sign = (body: string) => createHmac('sha256', secret).update(body).digest('hex');
export const verify = (body: string, signature: string) => check(body, signature, process.env.STRIPE_KEY!);

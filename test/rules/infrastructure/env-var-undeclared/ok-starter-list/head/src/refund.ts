export const verify = (body: string) => hmac(body, process.env.REFUND_SECRET!);

export const sign = (body: string) => createHmac('sha256', process.env.REFUND_SECRET!).update(body);

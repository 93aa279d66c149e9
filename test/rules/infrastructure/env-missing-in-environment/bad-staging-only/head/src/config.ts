export const database = connect(process.env.DATABASE_URL!);
export const verify = verifier(process.env.REFUND_WEBHOOK_SECRET!);

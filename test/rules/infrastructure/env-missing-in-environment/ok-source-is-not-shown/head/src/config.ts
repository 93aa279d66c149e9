export const database = connect(process.env.DATABASE_HOST!, process.env.REFUND_SECRET!);

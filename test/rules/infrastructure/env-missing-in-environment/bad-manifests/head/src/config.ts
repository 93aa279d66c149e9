export const database = connect(process.env.DATABASE_HOST!);
export const limit = limitOf(process.env.REFUND_LIMIT!);

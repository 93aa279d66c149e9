export const database = connect(process.env.DATABASE_URL!);
export const cache = createClient({ url: process.env.REDIS_URL! });

export const database = connect(process.env.DATABASE_URL!);

export const database = connect(process.env.DATABASE_HOST!);

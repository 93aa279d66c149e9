export const replica = connect(process.env.READ_DATABASE_URL!);

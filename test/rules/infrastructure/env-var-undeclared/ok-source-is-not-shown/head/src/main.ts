export const client = new Mailer(process.env.MAIL_API_KEY!, process.env.DATABASE_HOST!);

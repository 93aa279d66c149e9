export const mailer = new Mailer(process.env.MAIL_KEY!, process.env.MAIL_REGION ?? 'eu');

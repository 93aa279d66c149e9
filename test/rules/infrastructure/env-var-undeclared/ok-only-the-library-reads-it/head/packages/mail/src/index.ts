export const send = (to: string) => new Mailer(process.env.MAIL_KEY!).send(to);

import { Mailer } from './mailer';

export const mailer = new Mailer(process.env.MAIL_KEY!);

send(process.env.MAIL_KEY!);

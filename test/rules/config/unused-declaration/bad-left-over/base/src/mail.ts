send(process.env.MAIL_KEY!, process.env.LEGACY_TOKEN!);

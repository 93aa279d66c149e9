start(process.env.DATABASE_URL!, process.env.CACHE_URL!);
mail(process.env.MAIL_KEY!, process.env.MAIL_FROM!);
pay(process.env.STRIPE_KEY!);

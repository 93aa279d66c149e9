start(process.env.DATABASE_URL!, process.env.CACHE_URL!);

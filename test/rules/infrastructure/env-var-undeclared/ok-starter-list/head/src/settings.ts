/** Most of these are set where the product is hosted; the example only helps to start it at home. */
export const settings = {
  database: process.env.DATABASE_URL!,
  sentry: process.env.SENTRY_DSN,
  level: process.env.LOG_LEVEL ?? 'info',
  mail: process.env.MAIL_HOST,
  sender: process.env.MAIL_FROM,
  bucket: process.env.UPLOADS_BUCKET,
  region: process.env.UPLOADS_REGION,
  limit: process.env.UPLOADS_LIMIT,
  search: process.env.SEARCH_URL,
  trial: process.env.TRIAL_DAYS,
  support: process.env.SUPPORT_MAIL,
};

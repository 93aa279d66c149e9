export const appUrl = process.env.APP_URL;

export const appUrl = process.env.APP_URL?.trim() || 'http://localhost:3000';
export const searchUrl = process.env.SEARCH_URL || 'http://localhost:7700';
export const siteUrl = process.env.NODE_ENV === 'development' ? 'http://localhost:3000' : process.env.SITE_URL;

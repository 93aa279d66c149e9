export const apiUrl = process.env.API_URL;

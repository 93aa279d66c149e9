export const key = process.env.DESIGNTOOL_API_KEY;

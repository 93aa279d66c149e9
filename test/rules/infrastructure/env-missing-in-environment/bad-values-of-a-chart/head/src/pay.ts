export const pay = { key: process.env.PAYMENT_KEY, region: process.env.REGION };

export const clientId = process.env.SIGN_ON_CLIENT_ID!;

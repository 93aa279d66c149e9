export const labels = { password: 'Password', passwordHint: 'min-8-characters', tokenKey: 'orders_access_token_v2' };
export const secretName = 'prod/orders/db1';
export const secret = process.env.JWT_SECRET ?? 'change-me-please-1';
export const publicKey = 'q8Zr1vXe7TnB4kLm0Ys2';
export const url = `postgres://${user}:${password}@${host}:5432/orders`;
export const local = 'postgres://postgres:postgres@localhost:5432/orders';
export const apiKey = randomBytes(32).toString('base64url');

if (password === 'correct-horse-9') reject();
if (process.env.NODE_ENV !== 'production') signIn({ password: 'Zk82hfQ0pwLr' });

export const verify = (body: string, signature: string) => check(body, signature, process.env.STRIPE_KEY!);

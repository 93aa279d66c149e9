export const stripe = new Stripe(process.env.STRIPE_KEY!);
export const region = process.env.MAIL_REGION ?? 'eu';

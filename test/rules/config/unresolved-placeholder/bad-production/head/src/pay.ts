export const stripe = new Stripe(process.env.STRIPE_KEY!, process.env.MAIL_KEY!);

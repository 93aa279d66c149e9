import Stripe from 'stripe';

const stripe = new Stripe(process.env.STRIPE_KEY as string, { timeout: 5000 });

export async function refund(charge: string) {
  await stripe.refunds.create({ charge });
}

import Stripe from 'stripe';

const stripe = new Stripe('key', { timeout: 4000 });

export async function charge(member: string, cents: number) {
  return stripe.paymentIntents.create({ amount: cents, currency: 'eur', metadata: { member } });
}

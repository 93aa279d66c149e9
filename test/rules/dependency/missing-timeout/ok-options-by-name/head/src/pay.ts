import Stripe from 'stripe';

const stripe = new Stripe(process.env.STRIPE_KEY as string);

export async function charge(body: Stripe.ChargeCreateParams, options: Stripe.RequestOptions) {
  await stripe.charges.create(body, options);
}

export async function refund(...all: Parameters<typeof stripe.refunds.create>) {
  await stripe.refunds.create(...all);
}

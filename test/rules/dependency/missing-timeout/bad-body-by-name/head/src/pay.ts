import Stripe from 'stripe';

const stripe = new Stripe(process.env.STRIPE_KEY as string);

export async function charge(body: Stripe.ChargeCreateParams, idempotencyKey: string) {
  await stripe.charges.create(body, { idempotencyKey });
}

export async function refund(body: Stripe.RefundCreateParams) {
  await stripe.refunds.create({ ...body, reason: 'fraudulent' });
}

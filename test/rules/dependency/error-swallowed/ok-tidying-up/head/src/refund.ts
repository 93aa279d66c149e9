import Stripe from 'stripe';
import { logger } from './logger';
import { markFailed } from './orders';

const stripe = new Stripe(process.env.STRIPE_KEY as string, { timeout: 5000 });

export async function forget(customer: string) {
  try {
    await stripe.customers.del(customer);
  } catch (error) {
    logger.warn(error);
  }
}

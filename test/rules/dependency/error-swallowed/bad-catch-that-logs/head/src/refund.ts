import Stripe from 'stripe';
import { logger } from './logger';
import { markFailed } from './orders';

const stripe = new Stripe(process.env.STRIPE_KEY as string, { timeout: 5000 });

export async function refund(order: string, charge: string) {
  try {
    await stripe.refunds.create({ charge });
  } catch (error) {
    logger.error(error, 'refund failed');
  }
  return { refunded: order };
}

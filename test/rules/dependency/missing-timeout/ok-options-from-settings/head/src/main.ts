import express from 'express';
import { WebClient } from '@slack/web-api';
import Stripe from 'stripe';
import { settings } from './settings';

const app = express();
const stripe = new Stripe(settings.stripe.key, settings.stripe.options);
const quick = new Stripe(settings.stripe.key, { timeout: 5000 });
const slack = new WebClient(...settings.slack);

app.post('/pay', async (req, res) => {
  res.json(await stripe.paymentIntents.create({ amount: req.body.amount, currency: 'eur' }));
});
app.post('/refund', async (req, res) => {
  res.json(await quick.refunds.create({ payment_intent: req.body.id }));
});
app.post('/alert', async (req, res) => {
  res.json(await slack.chat.postMessage({ channel: 'shop', text: req.body.text }));
});
app.listen(3000);

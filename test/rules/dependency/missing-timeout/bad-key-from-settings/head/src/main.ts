import express from 'express';
import { WebClient } from '@slack/web-api';
import { Resend } from 'resend';
import Stripe from 'stripe';
import { settings } from './settings';

const app = express();
const stripe = new Stripe(settings.stripe.key);
const pinned = new Stripe(settings.stripe.key, { apiVersion: '2024-06-20' });
const resend = new Resend(settings.get('RESEND_KEY'));
const slack = new WebClient(settings.slackToken, { retryConfig: { retries: 1 } });

app.post('/pay', async (req, res) => {
  res.json(await stripe.paymentIntents.create({ amount: req.body.amount, currency: 'eur' }));
});
app.post('/refund', async (req, res) => {
  res.json(await pinned.refunds.create({ payment_intent: req.body.id }));
});
app.post('/receipt', async (req, res) => {
  res.json(await resend.emails.send({ from: 'shop@example.org', to: req.body.to, subject: 'Receipt', text: 'Thanks' }));
});
app.post('/alert', async (req, res) => {
  res.json(await slack.chat.postMessage({ channel: 'shop', text: req.body.text }));
});
app.listen(3000);

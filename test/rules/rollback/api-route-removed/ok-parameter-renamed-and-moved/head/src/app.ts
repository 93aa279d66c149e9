import express from 'express';
import { orders } from './orders';
import { invoices } from './invoices';

const app = express();
app.use('/api', orders);
app.use('/api/orders', invoices);
app.listen(3000);

import express from 'express';
import { prefix } from './config';
import { orders } from './orders';

const app = express();
app.use(`/${prefix}`, orders);
app.listen(3000);

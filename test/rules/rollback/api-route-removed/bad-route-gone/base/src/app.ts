import express from 'express';
import { orders } from './orders';

const app = express();
app.use('/api', orders);
app.listen(3000);

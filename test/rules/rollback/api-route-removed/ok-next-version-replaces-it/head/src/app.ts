import express from 'express';
import { orders } from './orders';

const app = express();
app.use('/api/v2', orders);
app.listen(3000);

import express from 'express';
import { orders } from './orders';

const app = express();
app.use('/api/v1', orders);
app.listen(3000);

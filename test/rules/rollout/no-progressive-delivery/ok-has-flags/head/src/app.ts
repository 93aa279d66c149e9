import express from 'express';
import { list, refund } from './refunds';

const app = express();
app.get('/refunds', list);
app.post('/refunds', refund);
app.listen(3000);

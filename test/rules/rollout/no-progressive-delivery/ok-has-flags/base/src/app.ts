import express from 'express';
import { list, refund } from './refunds';

const app = express();
app.get('/refunds', list);
app.listen(3000);

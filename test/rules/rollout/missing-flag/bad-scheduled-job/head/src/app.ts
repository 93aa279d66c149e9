import express from 'express';
import { members } from './members/routes';

const app = express();
app.use('/members', members);
app.listen(3000);

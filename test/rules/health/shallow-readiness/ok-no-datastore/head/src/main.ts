import express from 'express';

const app = express();
app.get('/', (_req, res) => res.send('<h1>hello</h1>'));
app.get('/ready', (_req, res) => res.send('ok'));
app.listen(3000);

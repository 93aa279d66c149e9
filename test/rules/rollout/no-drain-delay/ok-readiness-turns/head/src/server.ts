import express from 'express';

const app = express();
const server = app.listen(3000);
let shuttingDown = false;
app.get('/ready', (_req, res) => void res.status(shuttingDown ? 503 : 200).end());
process.on('SIGTERM', () => {
  shuttingDown = true;
  setTimeout(() => server.close(), 10_000);
});

import express from 'express';

const app = express();
const server = app.listen(3000);
process.on('SIGTERM', async () => {
  await sleep(8_000);
  server.close(() => process.exit(0));
});

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

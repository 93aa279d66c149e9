import express from 'express';
import gracefulShutdown from 'http-graceful-shutdown';

const app = express();
const server = app.listen(3000);
gracefulShutdown(server);

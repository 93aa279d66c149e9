import { sdk } from './tracing';
import Fastify from 'fastify';

const app = Fastify();
await app.listen({ port: 3000 });

process.once('SIGTERM', async () => {
  await app.close();
  await sdk.shutdown();
  process.exit(0);
});

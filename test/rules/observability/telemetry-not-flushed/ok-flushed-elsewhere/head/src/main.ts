import './tracing';
import Fastify from 'fastify';

const app = Fastify();
await app.listen({ port: 3000 });

process.once('SIGTERM', async () => {
  await app.close();
  process.exit(0);
});

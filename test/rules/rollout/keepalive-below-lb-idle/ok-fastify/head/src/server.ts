import Fastify from 'fastify';

const app = Fastify();
await app.listen({ port: 3000, host: '0.0.0.0' });
process.on('SIGTERM', () => setTimeout(() => app.close(), 5_000));

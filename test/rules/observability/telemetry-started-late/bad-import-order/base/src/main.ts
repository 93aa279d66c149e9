import './tracing';
import Fastify from 'fastify';

await Fastify().listen({ port: 3000 });

import Fastify from 'fastify';
import './tracing';

await Fastify().listen({ port: 3000 });

import { NodeSDK } from '@opentelemetry/sdk-node';
import Fastify from 'fastify';

new NodeSDK({}).start();
await Fastify().listen({ port: 3000 });

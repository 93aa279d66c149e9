import { server } from './server';

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => setTimeout(() => server.close(), 5_000));

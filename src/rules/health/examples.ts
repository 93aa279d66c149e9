/** Small services for the examples of this area: a probe, a route that uses a database, and the health route in question. */

const database = `import { Pool } from 'pg';
export const pool = new Pool({ connectionString: process.env.DATABASE_URL });
`;

const manifest = (probes: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  template:
    spec:
      containers:
        - name: orders
          image: registry.example/orders:1.4.0
${probes}`;

export function probe(kind: 'readinessProbe' | 'livenessProbe', path: string, rest = ''): string {
  return `          ${kind}:
            httpGet: { path: ${path}, port: 3000 }
${rest}`;
}

const pkg = (dependencies: Record<string, string>) =>
  JSON.stringify({
    name: 'orders',
    scripts: { start: 'node dist/server.js' },
    dependencies: { pg: '8.16.0', ...dependencies },
  });

/** An Express service: \`routes\` stand after the route that reads orders. */
export function expressService(routes: string, probes: string, express = '5.1.0'): Record<string, string> {
  return {
    'package.json': pkg({ express }),
    'src/db.ts': database,
    'src/server.ts': `import express from 'express';
import { pool } from './db';
const app = express();
app.get('/orders', async (_req, res) => { res.json((await pool.query('select id from orders limit 50')).rows); });
${routes}
app.listen(3000);
`,
    ...(probes === '' ? {} : { 'deploy/orders.yaml': manifest(probes) }),
  };
}

/** A Next.js service with its app router. */
export function nextService(route: string, next: string, probes: string): Record<string, string> {
  return {
    'package.json': pkg({ next }),
    'lib/db.ts': database,
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }',
    'app/api/orders/route.ts': `import { pool } from '@/lib/db';
export async function POST() { await pool.query('insert into orders default values'); return Response.json({}); }
`,
    'app/api/ready/route.ts': route,
    'deploy/orders.yaml': manifest(probes),
  };
}

export { manifest };

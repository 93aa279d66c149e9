import underPressure from '@fastify/under-pressure';
import Fastify from 'fastify';
import { pool } from './db';

const app = Fastify();
app.register(underPressure, {
  exposeStatusRoute: '/status',
});
app.get('/live', async () => 'alive');
app.get('/products', async () => (await pool.query('select id from products limit 50')).rows);
app.listen({ port: 3000 });

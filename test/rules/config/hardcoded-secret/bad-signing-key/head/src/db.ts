export const pool = new Pool({
  connectionString: 'postgres://orders:Zk82hfQ0pwLr@db.acme.io:5432/orders',
});
export const mail = { headers: { 'x-api-key': 'f3a9c1e8b7d2465a90ce' } };

const { pool } = require('../db');

module.exports = [
  {
    method: 'GET',
    path: '/products',
    handler: async () => (await pool.query('select id, title from products limit 50')).rows,
  },
];

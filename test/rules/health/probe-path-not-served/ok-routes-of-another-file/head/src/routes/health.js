const { pool } = require('../db');

module.exports = [
  {
    method: 'GET',
    path: '/ready',
    handler: async (_request, h) => {
      try {
        await pool.query('select 1');
        return { ok: true };
      } catch {
        return h.response({ ok: false }).code(503);
      }
    },
  },
];

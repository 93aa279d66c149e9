const { Pool } = require('pg');

exports.pool = new Pool({ connectionString: process.env.DATABASE_URL, connectionTimeoutMillis: 500, query_timeout: 500 });

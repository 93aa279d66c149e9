const Hapi = require('@hapi/hapi');

const start = async () => {
  const server = Hapi.server({ port: 3000 });
  server.route(require('./routes/products'));
  server.route({ method: 'GET', path: '/version', handler: () => process.env.npm_package_version });
  server.route(require('./routes/health'));
  await server.start();
};

start();

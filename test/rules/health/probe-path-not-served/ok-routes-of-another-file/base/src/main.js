const Hapi = require('@hapi/hapi');

const start = async () => {
  const server = Hapi.server({ port: 3000 });
  server.route(require('./routes/products'));
  await server.start();
};

start();

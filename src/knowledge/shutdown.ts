/**
 * Packages that listen for SIGTERM by themselves once they are called: name → the option that limits how long they drain, in ms.
 * From their own READMEs and sources, 2026-11.
 */
export const shutdownLibraries: Record<string, { option?: string; flipsReadiness?: true }> = {
  '@godaddy/terminus': { option: 'timeout', flipsReadiness: true },
  lightship: { option: 'gracefulShutdownTimeout', flipsReadiness: true },
  'close-with-grace': { option: 'delay' },
  'http-graceful-shutdown': { option: 'timeout' },
  'fastify-graceful-shutdown': { option: 'timeout' },
  'node-graceful-shutdown': {},
  'node-graceful': {},
  '@mollycule/graceful-shutdown': {},
  'fastify-cli': {},
  death: {},
  'exit-hook': {},
  'async-exit-hook': {},
};

/** Frameworks whose own server closes on SIGTERM, by the packages that a service depends on. */
export const frameworksThatStop: readonly string[] = [
  'next',
  'nuxt',
  'nitropack',
  'nitro',
  '@remix-run/serve',
  '@react-router/serve',
  '@strapi/strapi',
  '@adonisjs/core',
  '@sveltejs/adapter-node',
  '@astrojs/node',
  '@temporalio/worker',
  '@feathersjs/cli',
  '@medusajs/medusa',
  'sails',
  'pm2',
  'payload',
  '@redwoodjs/api-server',
  'wasp',
  'fastify-cli',
  '@keystone-6/core',
];

/** Fastify keeps idle connections 72 s, Node's own server 5 s: fastify.dev/docs, nodejs.org/api/http.html. */
export const keepAliveDefaults = { fastify: 72_000, node: 5000 };

/** Packages whose `listen` gives a server of Node, and those whose `listen` gives something else. */
export const giveNodeServers: ReadonlySet<string> = new Set(['express', 'koa']);
export const giveOtherServers =
  /^(?:fastify|@?hapi(?:\/hapi)?|restify|polka|hyper-express|uwebsockets\.js|elysia|moleculer|probot|@nestjs\/core|@feathersjs\/.+|@adonisjs\/.+|@loopback\/.+|@hapi\/.+|@tinyhttp\/app|apollo-server|express-ws|ultimate-express)$/;

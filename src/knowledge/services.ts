/**
 * What tells a running service from a library, by the packages that a manifest depends on.
 * Source: the packages' own documentation, 2026-11; each is imported by the process that it serves.
 */

/** They listen for requests. */
export const serverPackages: ReadonlySet<string> = new Set([
  '@adonisjs/core',
  '@adonisjs/http-server',
  '@apollo/server',
  '@elysiajs/node',
  '@feathersjs/express',
  '@feathersjs/koa',
  '@fastify/restify',
  '@hapi/hapi',
  '@hono/node-server',
  '@loopback/rest',
  '@nestjs/core',
  '@nestjs/platform-express',
  '@nestjs/platform-fastify',
  '@react-router/node',
  '@react-router/serve',
  '@remix-run/node',
  '@remix-run/serve',
  '@sveltejs/adapter-node',
  '@tanstack/react-start',
  '@trpc/server',
  'connect',
  'elysia',
  'express',
  'fastify',
  'h3',
  'hono',
  'koa',
  'next',
  'nitropack',
  'nuxt',
  'polka',
  'restify',
  'sails',
]);

/** They render pages and are themselves the application: depending on one is enough, whatever the scripts are called. */
export const applicationPackages: ReadonlySet<string> = new Set([
  '@nestjs/core',
  '@react-router/serve',
  '@remix-run/serve',
  '@sveltejs/kit',
  'astro',
  'next',
  'nuxt',
]);

/** They take work from a queue or a schedule. */
export const workerPackages: ReadonlySet<string> = new Set([
  '@aws-sdk/client-sqs',
  '@google-cloud/pubsub',
  '@temporalio/worker',
  'agenda',
  'amqplib',
  'bee-queue',
  'bull',
  'bullmq',
  'cron',
  'graphile-worker',
  'kafkajs',
  'nats',
  'node-cron',
  'pg-boss',
  'sqs-consumer',
]);

/** They build something that runs on a person's machine. */
export const clientPackages: ReadonlySet<string> = new Set([
  '@angular/core',
  '@sveltejs/vite-plugin-svelte',
  '@vitejs/plugin-react',
  '@vitejs/plugin-react-swc',
  '@vitejs/plugin-vue',
  'electron',
  'expo',
  'gatsby',
  'parcel',
  'react-native',
  'react-scripts',
  'solid-js',
  'vite',
]);

/** Script of a manifest that starts a program of its own rather than those of the workspace. */
export function startsItself(script: string | undefined): boolean {
  return (
    script !== undefined &&
    !/\b(?:turbo|nx|lerna|wsrun|pnpm\s+(?:-r|--filter|--recursive)|yarn\s+workspaces?)\b/.test(script)
  );
}

/** Program that a script runs directly, so that the package is a process of its own. */
export const runsProcess =
  /(?:^|[\s;&|(])(?:node|nodemon|tsx|ts-node(?:-dev)?|bun|deno|nest\s+start|next\s+start|pm2(?:-runtime|-dev)?|react-router-serve|remix-serve|medusa|strapi|directus|temporal)(?=\s|$)/;

/** Folders that hold Dockerfiles of other folders. */
export const imageFolders =
  /^(?:docker|dockerfiles?|deploy(?:ment|ments)?|build|ci|\.devcontainer|\.cursor|\.github|infra(?:structure)?|ops|scripts?|images?|containers?|hack|tools?|dev|development)$/i;

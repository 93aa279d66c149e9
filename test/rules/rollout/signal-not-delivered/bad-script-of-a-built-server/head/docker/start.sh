#!/bin/sh
set -e
npx knex migrate:latest
node build/server/main.js

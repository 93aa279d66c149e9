#!/bin/sh
set -e
npx knex migrate:latest
node server.js

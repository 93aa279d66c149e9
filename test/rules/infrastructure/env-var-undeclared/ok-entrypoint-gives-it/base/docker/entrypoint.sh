#!/bin/sh
export READ_DATABASE_URL="${READ_DATABASE_URL:-$DATABASE_URL}"
exec node dist/main.js

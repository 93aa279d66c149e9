CREATE TYPE place AS (city text, street text);

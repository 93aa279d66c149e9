CREATE TYPE lane AS ENUM ('a', 'b');

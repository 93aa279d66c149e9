-- migrate:up
ALTER TABLE orders ALTER COLUMN currency SET DEFAULT 'USD';
ALTER TABLE orders ALTER COLUMN currency DROP DEFAULT;

-- migrate:down
ALTER TABLE orders ALTER COLUMN currency SET DEFAULT 'EUR';

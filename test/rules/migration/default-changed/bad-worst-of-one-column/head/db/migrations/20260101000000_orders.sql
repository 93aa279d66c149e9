-- migrate:up
CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  currency text NOT NULL DEFAULT 'EUR'
);

-- migrate:down
DROP TABLE orders;

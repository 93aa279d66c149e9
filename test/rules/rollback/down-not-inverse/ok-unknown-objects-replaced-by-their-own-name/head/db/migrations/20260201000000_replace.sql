-- +goose Up
DROP INDEX IF EXISTS orders_by_id;
CREATE UNIQUE INDEX orders_by_id ON orders (tenant_id, id);
ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_pkey, ADD PRIMARY KEY (id);
ALTER TABLE orders ADD COLUMN main boolean;
CREATE UNIQUE INDEX orders_main ON orders (tenant_id) WHERE main = true;
DROP POLICY orders_of_tenant ON orders;
CREATE POLICY orders_of_tenant ON orders AS RESTRICTIVE USING (tenant_id = 1);

-- +goose Down
DROP POLICY orders_of_tenant ON orders;
CREATE POLICY orders_of_tenant ON orders USING (tenant_id = 1);
DROP INDEX orders_by_id;
CREATE INDEX orders_by_id ON orders (tenant_id, id);
ALTER TABLE orders DROP COLUMN main;
ALTER TABLE orders DROP CONSTRAINT orders_total;
ALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total >= 0);

-- +goose Up
ALTER TYPE order_state ADD VALUE 'returned';

-- +goose Down
CREATE TYPE order_state_new AS ENUM ('open', 'paid');
UPDATE orders SET state = 'paid' WHERE state = 'returned';
ALTER TABLE orders ALTER COLUMN state TYPE order_state_new USING state::text::order_state_new;
DROP TYPE order_state;
ALTER TYPE order_state_new RENAME TO order_state;

CREATE TYPE order_status AS ENUM ('OPEN', 'PAID', 'ON_HOLD');
CREATE TABLE orders (id bigint PRIMARY KEY, status order_status NOT NULL);

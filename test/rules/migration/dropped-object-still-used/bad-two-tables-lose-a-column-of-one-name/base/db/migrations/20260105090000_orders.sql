CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL, note text);
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint NOT NULL, note text);
CREATE TABLE suppliers (id bigint PRIMARY KEY, name text NOT NULL, note text);

CREATE TABLE customers (id bigint PRIMARY KEY, email text, phone text);
CREATE TABLE suppliers (id bigint PRIMARY KEY, name text, phone text);

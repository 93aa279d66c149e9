CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL, phone text);
CREATE TABLE suppliers (id bigint PRIMARY KEY, name text NOT NULL, fax text);

CREATE TABLE parcels (id bigint PRIMARY KEY, town text);
CREATE TABLE drivers (id bigint PRIMARY KEY, phone text);

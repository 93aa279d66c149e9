-- migrate:up
CREATE TABLE parcels (id bigint PRIMARY KEY, label text, weight int);

-- migrate:down
DROP TABLE parcels;

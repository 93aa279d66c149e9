CREATE TABLE parcels (id bigint PRIMARY KEY, label text, weight int);

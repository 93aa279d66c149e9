CREATE TABLE parcels (id bigint PRIMARY KEY, label text COLLATE "C", weight int);
CREATE INDEX by_label ON parcels (label);

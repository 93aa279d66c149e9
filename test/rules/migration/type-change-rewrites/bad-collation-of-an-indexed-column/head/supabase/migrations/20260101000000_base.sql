CREATE TABLE parcels (id bigint PRIMARY KEY, label text, weight int);
CREATE INDEX parcels_label ON parcels (label);

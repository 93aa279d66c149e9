CREATE TABLE parcels (id bigint PRIMARY KEY, label text, weight int);
ALTER TABLE parcels ADD CONSTRAINT parcels_label CHECK (label IS NOT NULL);

ALTER TABLE parcels ADD CONSTRAINT parcels_code UNIQUE (code);

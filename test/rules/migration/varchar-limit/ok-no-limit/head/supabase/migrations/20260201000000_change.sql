ALTER TABLE parcels ADD COLUMN city varchar;

ALTER TABLE parcels ADD COLUMN country char(2);

ALTER TABLE parcels ADD COLUMN eta timestamptz;

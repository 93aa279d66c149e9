ALTER TABLE parcels ALTER COLUMN weight TYPE bigint;

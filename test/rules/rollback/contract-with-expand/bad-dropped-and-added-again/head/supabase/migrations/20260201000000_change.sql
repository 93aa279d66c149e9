ALTER TABLE parcels DROP COLUMN weight, ADD COLUMN weight numeric(10,3);

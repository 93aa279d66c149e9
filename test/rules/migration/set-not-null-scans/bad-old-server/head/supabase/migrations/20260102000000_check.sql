ALTER TABLE parcels ADD CONSTRAINT parcels_note CHECK (note IS NOT NULL);

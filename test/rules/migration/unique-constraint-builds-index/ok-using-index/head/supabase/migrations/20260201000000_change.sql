ALTER TABLE parcels ADD CONSTRAINT parcels_code UNIQUE USING INDEX parcels_code;

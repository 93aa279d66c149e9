ALTER TABLE parcels ADD COLUMN lane text;

ALTER TABLE parcels ADD COLUMN lane text DEFAULT 'a';

ALTER TABLE parcels ADD COLUMN lane text;
UPDATE parcels SET lane = 'a' WHERE id = 7;

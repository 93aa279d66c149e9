SET lock_timeout = '2s';
SET lock_timeout TO DEFAULT;
ALTER TABLE parcels ADD COLUMN lane text;

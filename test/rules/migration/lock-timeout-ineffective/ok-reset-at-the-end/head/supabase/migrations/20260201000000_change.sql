SET lock_timeout = '2s';
ALTER TABLE parcels ADD COLUMN lane text;
RESET lock_timeout;

SET lock_timeout = '2s';
RESET lock_timeout;
ALTER TABLE parcels ADD COLUMN lane text;

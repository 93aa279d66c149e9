SET lock_timeout = '2s';
RESET ALL;
SET lock_timeout = '3s';
ALTER TABLE parcels ADD COLUMN lane text;

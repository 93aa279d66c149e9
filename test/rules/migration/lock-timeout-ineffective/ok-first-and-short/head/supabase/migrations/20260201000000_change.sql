SET LOCAL lock_timeout = '2s';
ALTER TABLE parcels ADD COLUMN eta date;

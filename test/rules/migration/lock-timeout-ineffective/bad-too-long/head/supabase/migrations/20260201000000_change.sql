SET lock_timeout = '10min';
ALTER TABLE parcels ADD COLUMN eta date;

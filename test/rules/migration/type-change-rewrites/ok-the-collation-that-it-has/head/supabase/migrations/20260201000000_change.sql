SET lock_timeout = '2s';
ALTER TABLE parcels ALTER COLUMN label TYPE varchar COLLATE pg_catalog."C";

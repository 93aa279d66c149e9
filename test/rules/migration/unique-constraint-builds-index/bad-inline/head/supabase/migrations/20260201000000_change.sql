ALTER TABLE parcels ADD COLUMN label text UNIQUE;

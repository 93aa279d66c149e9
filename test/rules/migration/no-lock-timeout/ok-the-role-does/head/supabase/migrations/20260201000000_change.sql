ALTER TABLE parcels ADD COLUMN eta date;

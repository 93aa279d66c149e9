ALTER TABLE parcels ADD COLUMN route text;

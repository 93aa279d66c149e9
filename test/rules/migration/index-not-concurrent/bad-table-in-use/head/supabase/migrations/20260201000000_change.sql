ALTER TABLE parcels ADD COLUMN eta date;
CREATE INDEX parcels_depot ON parcels (depot_id);

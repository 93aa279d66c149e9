CREATE INDEX parcels_depot ON parcels (depot_id);

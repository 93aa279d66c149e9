CREATE INDEX CONCURRENTLY parcels_depot_id ON parcels (depot_id, state);

CREATE INDEX CONCURRENTLY "parcels_depot" ON "parcels" ("depot_id");
CREATE INDEX CONCURRENTLY "parcels_state" ON "parcels" ("state");

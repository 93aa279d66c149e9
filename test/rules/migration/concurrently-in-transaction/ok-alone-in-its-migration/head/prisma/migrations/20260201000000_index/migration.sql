CREATE INDEX CONCURRENTLY "parcels_depot" ON "parcels" ("depot_id");

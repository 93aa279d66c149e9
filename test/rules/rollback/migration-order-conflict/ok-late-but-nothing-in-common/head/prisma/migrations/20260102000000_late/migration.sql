CREATE INDEX CONCURRENTLY parcels_town ON parcels (town);

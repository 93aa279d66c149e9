DROP INDEX IF EXISTS parcels_depot;

ALTER TABLE parcels DROP COLUMN depot_id;

ALTER TABLE parcels SET (autovacuum_enabled = off);

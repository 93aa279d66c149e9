SET lock_timeout = '2s';
REPACK (CONCURRENTLY) parcels;

SET lock_timeout = '2s';
REPACK parcels;

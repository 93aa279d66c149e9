SET lock_timeout = '2s';
ALTER TABLE parcels SET ACCESS METHOD columnar;

UPDATE parcels SET route = 'none' WHERE route IS NULL;

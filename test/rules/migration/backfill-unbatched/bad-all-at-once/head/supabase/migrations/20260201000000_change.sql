UPDATE parcels SET lane = 'a' WHERE lane IS NULL;

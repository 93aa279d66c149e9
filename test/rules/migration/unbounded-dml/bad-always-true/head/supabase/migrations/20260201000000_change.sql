UPDATE parcels SET state = 'old' WHERE 1 = 1;

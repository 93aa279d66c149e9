UPDATE parcels SET state = 'sent' WHERE state IN ('packed', 'on-the-road');

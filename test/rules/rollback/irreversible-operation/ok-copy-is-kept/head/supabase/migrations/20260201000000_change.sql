CREATE TABLE parcels_before AS SELECT id, state FROM parcels WHERE state = 'packed';
UPDATE parcels SET state = 'sent' WHERE state = 'packed';

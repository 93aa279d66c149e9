UPDATE parcels SET lane = 'a' WHERE id IN (SELECT id FROM parcels WHERE lane IS NULL LIMIT 5000);

DELETE FROM parcels WHERE state = 'lost';

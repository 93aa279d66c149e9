DROP TRIGGER touch ON parcels;

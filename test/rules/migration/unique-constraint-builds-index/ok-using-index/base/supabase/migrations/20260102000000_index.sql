CREATE UNIQUE INDEX parcels_code ON parcels (code);

ALTER TABLE parcels ADD CONSTRAINT parcels_weight CHECK (weight > 0) NOT VALID;
ALTER TABLE parcels VALIDATE CONSTRAINT parcels_weight;

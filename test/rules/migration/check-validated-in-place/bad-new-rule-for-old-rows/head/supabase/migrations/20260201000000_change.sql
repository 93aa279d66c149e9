ALTER TABLE parcels ADD CONSTRAINT parcels_weight CHECK (weight > 0);

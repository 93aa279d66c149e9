-- migrate:up transaction:false
SET lock_timeout = '2s';
ALTER TABLE parcels ADD CONSTRAINT parcels_weight CHECK (weight > 0) NOT VALID, VALIDATE CONSTRAINT parcels_weight;

-- migrate:down
ALTER TABLE parcels DROP CONSTRAINT parcels_weight;

ALTER TABLE parcels ADD COLUMN route text NOT NULL DEFAULT 'none';

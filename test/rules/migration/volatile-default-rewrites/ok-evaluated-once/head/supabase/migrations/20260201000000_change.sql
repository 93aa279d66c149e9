ALTER TABLE parcels ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now() - interval '1 day';

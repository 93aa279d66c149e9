ALTER TABLE parcels ADD COLUMN sent_at timestamp with time zone;

ALTER TABLE parcels ALTER COLUMN sent_at SET DATA TYPE timestamptz(0) USING sent_at AT TIME ZONE 'UTC';

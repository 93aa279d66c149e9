ALTER TABLE parcels ALTER COLUMN sent_at SET DATA TYPE timestamptz(3) USING sent_at AT TIME ZONE 'UTC',
  ALTER COLUMN seen_at SET DATA TYPE timestamptz USING "seen_at" AT TIME ZONE 'Europe/Berlin';

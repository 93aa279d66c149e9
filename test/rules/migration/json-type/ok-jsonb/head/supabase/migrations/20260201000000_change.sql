ALTER TABLE parcels ADD COLUMN labels jsonb;

ALTER TABLE parcels ADD COLUMN labels json;

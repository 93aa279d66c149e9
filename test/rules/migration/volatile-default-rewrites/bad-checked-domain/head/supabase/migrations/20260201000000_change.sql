ALTER TABLE parcels ADD COLUMN net grams;

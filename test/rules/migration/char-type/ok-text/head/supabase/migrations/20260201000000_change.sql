ALTER TABLE parcels ADD COLUMN country text CHECK (length(country) = 2) NOT NULL DEFAULT 'de';

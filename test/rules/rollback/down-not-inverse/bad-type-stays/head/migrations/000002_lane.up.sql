CREATE TYPE lane AS ENUM ('a', 'b');
ALTER TABLE parcels ADD COLUMN lane lane;

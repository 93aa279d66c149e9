ALTER TYPE parcel_state ADD VALUE 'lost';
ALTER TABLE parcels ALTER COLUMN state SET DEFAULT 'lost';

ALTER TABLE parcels ADD COLUMN archived boolean NOT NULL DEFAULT false;
CREATE TABLE parcel_notes (parcel_id bigint, note text);
INSERT INTO parcel_notes (parcel_id, note) SELECT id, note FROM parcels WHERE note IS NOT NULL;

ALTER TABLE parcels ADD COLUMN note text DEFAULT '';
CREATE INDEX parcels_note ON parcels (note);

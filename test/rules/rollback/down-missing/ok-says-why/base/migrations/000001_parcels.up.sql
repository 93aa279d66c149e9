CREATE TABLE parcels (id bigserial PRIMARY KEY, code text, note text DEFAULT '');
CREATE INDEX parcels_note ON parcels (note);

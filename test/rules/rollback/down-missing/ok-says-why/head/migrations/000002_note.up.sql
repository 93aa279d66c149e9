-- irreversible: the notes are merged by hand
ALTER TABLE parcels ALTER COLUMN note DROP DEFAULT;

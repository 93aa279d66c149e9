CREATE TABLE scans (parcel_id bigint, at timestamptz);
CREATE UNIQUE INDEX scans_key ON scans (parcel_id, at);

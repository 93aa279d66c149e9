CREATE TABLE scans (parcel_id bigint NOT NULL, at timestamptz NOT NULL);
CREATE UNIQUE INDEX scans_key ON scans (parcel_id, at);

CREATE TABLE scans (parcel_id bigint NOT NULL, at timestamptz NOT NULL);

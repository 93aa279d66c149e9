CREATE TABLE scans (id bigserial PRIMARY KEY, parcel_id bigint REFERENCES parcels (id));
CREATE INDEX scans_parcel ON scans (parcel_id);

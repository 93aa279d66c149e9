CREATE TABLE scans (id serial PRIMARY KEY, parcel_id bigint);

CREATE TABLE routes (id bigint PRIMARY KEY, parcel_id bigint);

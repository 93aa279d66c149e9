CREATE INDEX routes_parcel ON routes (parcel_id);

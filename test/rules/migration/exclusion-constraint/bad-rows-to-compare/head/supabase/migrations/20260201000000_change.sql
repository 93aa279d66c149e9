ALTER TABLE slots ADD CONSTRAINT one_truck EXCLUDE USING gist (dock WITH =, during WITH &&);

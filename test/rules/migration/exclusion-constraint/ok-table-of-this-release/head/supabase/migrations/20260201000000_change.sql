CREATE TABLE slots (dock int, during tstzrange, EXCLUDE USING gist (dock WITH =, during WITH &&));

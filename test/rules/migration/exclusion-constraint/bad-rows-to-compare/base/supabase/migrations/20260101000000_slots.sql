CREATE TABLE slots (dock int, during tstzrange);

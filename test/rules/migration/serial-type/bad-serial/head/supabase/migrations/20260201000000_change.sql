CREATE TABLE scans (id bigserial PRIMARY KEY);

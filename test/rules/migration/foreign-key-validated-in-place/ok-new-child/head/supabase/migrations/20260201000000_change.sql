CREATE TABLE routes (id bigint PRIMARY KEY, depot_id bigint);
ALTER TABLE routes ADD CONSTRAINT routes_depot FOREIGN KEY (depot_id) REFERENCES depots (id);

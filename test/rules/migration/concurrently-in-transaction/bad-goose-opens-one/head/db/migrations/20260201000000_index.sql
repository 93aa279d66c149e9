-- +goose Up
CREATE INDEX CONCURRENTLY parcels_depot ON parcels USING btree (depot_id);

-- +goose Down
DROP INDEX CONCURRENTLY parcels_depot;

-- +goose NO TRANSACTION
-- +goose Up
DROP INDEX CONCURRENTLY parcels_code;
CREATE UNIQUE INDEX CONCURRENTLY parcels_code_depot ON parcels (code, depot_id);

-- +goose Down
CREATE UNIQUE INDEX CONCURRENTLY parcels_code ON parcels (code);
DROP INDEX CONCURRENTLY parcels_code_depot;

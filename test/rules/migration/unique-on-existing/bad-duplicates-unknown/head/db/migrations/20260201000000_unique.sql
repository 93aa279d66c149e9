-- +goose NO TRANSACTION
-- +goose Up
CREATE UNIQUE INDEX CONCURRENTLY parcels_code ON parcels USING btree (code);

-- +goose Down
DROP INDEX CONCURRENTLY parcels_code;

-- +goose NO TRANSACTION
-- +goose Up
VACUUM (ANALYZE) parcels;

-- +goose Down

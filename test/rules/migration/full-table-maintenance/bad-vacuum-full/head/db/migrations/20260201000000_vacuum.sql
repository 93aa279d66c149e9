-- +goose NO TRANSACTION
-- +goose Up
VACUUM FULL parcels;

-- +goose Down

-- +goose NO TRANSACTION
-- +goose Up
BEGIN;
ALTER TABLE parcels ADD COLUMN eta timestamptz;
ROLLBACK;

-- +goose Down

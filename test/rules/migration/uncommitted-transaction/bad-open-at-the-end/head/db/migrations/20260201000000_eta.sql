-- +goose NO TRANSACTION
-- +goose Up
BEGIN;
ALTER TABLE parcels ADD COLUMN eta timestamptz;

-- +goose Down
ALTER TABLE parcels DROP COLUMN eta;

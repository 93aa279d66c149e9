-- +goose Up
BEGIN;
ALTER TABLE parcels ADD COLUMN eta timestamptz;
COMMIT;

-- +goose Down
ALTER TABLE parcels DROP COLUMN eta;

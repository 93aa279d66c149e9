-- +goose NO TRANSACTION
-- +goose Up
ALTER TABLE scans DETACH PARTITION scans_2024 CONCURRENTLY;

-- +goose Down

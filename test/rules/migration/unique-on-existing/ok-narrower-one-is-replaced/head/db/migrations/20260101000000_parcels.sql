-- +goose Up
CREATE TABLE parcels (id bigserial PRIMARY KEY, code text, depot_id bigint);
CREATE UNIQUE INDEX parcels_code ON parcels (code);

-- +goose Down
DROP TABLE parcels;

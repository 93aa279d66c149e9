-- +goose Up
CREATE TABLE parcels (id bigserial PRIMARY KEY, note text);

-- +goose Down
DROP TABLE parcels;

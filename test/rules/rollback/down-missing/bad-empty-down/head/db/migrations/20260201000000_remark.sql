-- +goose Up
ALTER TABLE parcels RENAME COLUMN note TO remark;

-- +goose Down

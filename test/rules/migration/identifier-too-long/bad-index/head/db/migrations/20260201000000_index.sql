-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY parcels_by_depot_and_state_and_expected_day_of_arrival_in_the_hub ON parcels USING btree (depot_id);

-- +goose Down

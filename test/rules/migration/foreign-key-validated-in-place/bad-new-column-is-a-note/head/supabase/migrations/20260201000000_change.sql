ALTER TABLE parcels ADD COLUMN sorter_id bigint REFERENCES depots (id);

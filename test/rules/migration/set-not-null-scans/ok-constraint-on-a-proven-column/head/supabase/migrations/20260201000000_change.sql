SET lock_timeout = '2s';
ALTER TABLE parcels ADD CONSTRAINT parcels_label_filled NOT NULL label;

CREATE TABLE parcels (id bigint PRIMARY KEY, sent_at timestamp(3), seen_at timestamp(3));

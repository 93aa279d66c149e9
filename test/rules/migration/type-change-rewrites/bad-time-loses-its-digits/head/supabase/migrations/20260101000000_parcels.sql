CREATE TABLE parcels (id bigint PRIMARY KEY, sent_at timestamp(3));

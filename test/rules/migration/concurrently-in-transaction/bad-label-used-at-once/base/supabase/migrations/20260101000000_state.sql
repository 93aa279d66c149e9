CREATE TYPE parcel_state AS ENUM ('new', 'sent');
CREATE TABLE parcels (id bigint PRIMARY KEY, state parcel_state);

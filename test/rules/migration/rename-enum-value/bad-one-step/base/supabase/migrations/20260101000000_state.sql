CREATE TYPE parcel_state AS ENUM ('new', 'sent');

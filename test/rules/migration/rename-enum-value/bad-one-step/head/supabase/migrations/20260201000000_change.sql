ALTER TYPE parcel_state RENAME VALUE 'sent' TO 'shipped';

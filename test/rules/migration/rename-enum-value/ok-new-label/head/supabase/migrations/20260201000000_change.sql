ALTER TYPE parcel_state ADD VALUE 'shipped' AFTER 'sent';

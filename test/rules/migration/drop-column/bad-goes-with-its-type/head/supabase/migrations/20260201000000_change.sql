DROP TYPE parcel_state CASCADE;

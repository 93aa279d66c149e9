CREATE INDEX CONCURRENTLY drivers_phone ON drivers (phone);

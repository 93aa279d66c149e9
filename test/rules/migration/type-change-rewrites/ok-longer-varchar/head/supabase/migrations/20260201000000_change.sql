ALTER TABLE parcels ALTER COLUMN code TYPE varchar(64), ALTER COLUMN note TYPE varchar;

ALTER TABLE parcels ADD COLUMN remark text;

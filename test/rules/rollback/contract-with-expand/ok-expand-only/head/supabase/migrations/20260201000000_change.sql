ALTER TABLE parcels ADD COLUMN remark text;
UPDATE parcels SET remark = note;

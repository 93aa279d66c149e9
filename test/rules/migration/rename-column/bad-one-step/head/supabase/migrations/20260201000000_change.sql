ALTER TABLE parcels RENAME COLUMN note TO remark;

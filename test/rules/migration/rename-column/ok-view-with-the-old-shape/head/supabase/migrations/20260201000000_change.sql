ALTER TABLE parcels RENAME TO parcels_v2;
ALTER TABLE parcels_v2 RENAME COLUMN note TO remark;
CREATE VIEW parcels AS SELECT id, depot_id, code, weight, state, remark AS note FROM parcels_v2;

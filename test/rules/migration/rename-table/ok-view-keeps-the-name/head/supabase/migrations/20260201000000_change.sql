ALTER TABLE parcels RENAME TO shipments;
CREATE VIEW parcels AS SELECT * FROM shipments;

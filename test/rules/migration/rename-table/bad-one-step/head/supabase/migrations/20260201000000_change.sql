ALTER TABLE parcels RENAME TO shipments;

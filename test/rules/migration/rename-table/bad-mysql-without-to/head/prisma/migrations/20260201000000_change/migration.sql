ALTER TABLE `parcels` RENAME `shipments`;

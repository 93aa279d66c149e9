ALTER TABLE `parcels` DROP COLUMN `grams`;

ALTER TABLE `parcels` ADD COLUMN `grams` int AS (`weight` * 1000) VIRTUAL;

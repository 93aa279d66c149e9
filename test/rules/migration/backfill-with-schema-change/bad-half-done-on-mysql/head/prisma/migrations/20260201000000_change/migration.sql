ALTER TABLE `parcels` ADD COLUMN `lane` varchar(5);
UPDATE `parcels` SET `lane` = 'a' WHERE `weight` < 10;

ALTER TABLE `parcels` ADD COLUMN `depot_id` bigint;
ALTER TABLE `parcels` ADD CONSTRAINT `parcels_depot` FOREIGN KEY (`depot_id`) REFERENCES `depots` (`id`);

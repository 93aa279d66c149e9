INSERT IGNORE INTO `depots` (`id`) SELECT `id` FROM `parcels`;
DELETE FROM `parcels` WHERE `id` = 0;

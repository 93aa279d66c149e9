CREATE TABLE `parcels` (`id` bigint PRIMARY KEY, `weight` int, `grams` int AS (`weight` * 1000) VIRTUAL) ENGINE=InnoDB;

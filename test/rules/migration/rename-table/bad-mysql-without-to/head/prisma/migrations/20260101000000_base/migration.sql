CREATE TABLE `parcels` (`id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, `code` varchar(20) NOT NULL, `weight` int) ENGINE=InnoDB;

CREATE TABLE `parcels` (
  `id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
  `code` varchar(20) NOT NULL,
  `weight` int,
  `state` enum('new','sent') NOT NULL DEFAULT 'new',
  KEY `by_code` (`code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE `depots` (`id` bigint NOT NULL PRIMARY KEY) ENGINE=InnoDB;

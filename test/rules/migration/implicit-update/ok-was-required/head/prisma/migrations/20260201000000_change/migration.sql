ALTER TABLE `parcels` MODIFY `code` varchar(30) NOT NULL;

ALTER TABLE `parcels` MODIFY `code` varchar(100) NOT NULL;

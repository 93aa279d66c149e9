ALTER TABLE `parcels` MODIFY `code` varchar(60) NOT NULL;

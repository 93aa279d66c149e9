ALTER TABLE `parcels` MODIFY `weight` int NOT NULL DEFAULT 0;

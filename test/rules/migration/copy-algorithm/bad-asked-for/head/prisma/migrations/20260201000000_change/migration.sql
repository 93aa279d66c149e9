ALTER TABLE `parcels` ADD INDEX `by_weight` (`weight`), ALGORITHM=COPY;

ALTER TABLE `parcels` ADD INDEX `by_weight` (`weight`), ALGORITHM=INPLACE, LOCK=NONE;

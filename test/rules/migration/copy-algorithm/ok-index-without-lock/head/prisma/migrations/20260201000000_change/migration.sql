CREATE INDEX `by_weight` ON `parcels` (`weight`) ALGORITHM=INPLACE LOCK=NONE;

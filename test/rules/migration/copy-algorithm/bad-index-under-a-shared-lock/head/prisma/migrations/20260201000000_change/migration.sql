CREATE INDEX `by_weight` ON `parcels` (`weight`) LOCK=SHARED;

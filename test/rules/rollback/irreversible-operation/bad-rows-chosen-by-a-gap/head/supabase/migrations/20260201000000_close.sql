UPDATE runs SET finished_at = now(), outcome = 'stale' WHERE finished_at IS NULL AND id < 1000;

ALTER TABLE drivers ADD COLUMN zone text;

SET lock_timeout = '2s';
ALTER TABLE tickets DROP CONSTRAINT tickets_status;
ALTER TABLE tickets ADD CONSTRAINT tickets_status CHECK (status IN ('open', 'closed', 'snoozed')) NOT VALID;

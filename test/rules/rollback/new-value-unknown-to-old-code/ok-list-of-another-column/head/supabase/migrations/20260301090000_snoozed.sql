SET lock_timeout = '2s';
ALTER TABLE tickets DROP CONSTRAINT tickets_kind;
ALTER TABLE tickets ADD CONSTRAINT tickets_kind CHECK (kind IN ('open', 'closed', 'snoozed')) NOT VALID;

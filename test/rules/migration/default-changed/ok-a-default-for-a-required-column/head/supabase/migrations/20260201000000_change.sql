SET lock_timeout = '2s';
ALTER TABLE members ALTER COLUMN nickname SET DEFAULT '';

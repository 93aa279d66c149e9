SET lock_timeout = '2s';
ALTER TABLE members ADD COLUMN tier text DEFAULT 'basic';
ALTER TABLE members ALTER COLUMN tier SET NOT NULL;

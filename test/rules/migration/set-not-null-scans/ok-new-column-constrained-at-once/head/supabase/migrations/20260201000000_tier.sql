SET lock_timeout = '2s';
ALTER TABLE members ADD COLUMN tier text NOT NULL DEFAULT 'basic';

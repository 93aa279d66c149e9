ALTER ROLE migrator SET lock_timeout = '2s';

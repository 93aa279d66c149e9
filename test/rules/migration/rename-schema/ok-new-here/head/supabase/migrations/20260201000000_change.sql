CREATE SCHEMA shipping;
ALTER SCHEMA shipping RENAME TO logistics;

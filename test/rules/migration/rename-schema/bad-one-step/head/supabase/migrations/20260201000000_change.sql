ALTER SCHEMA logistics RENAME TO shipping;

ALTER TABLE customers DROP COLUMN phone;
ALTER TABLE customers ADD COLUMN phone varchar(32);

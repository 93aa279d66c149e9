ALTER TABLE customer RENAME COLUMN phone_number TO phone;

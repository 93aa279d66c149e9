ALTER TABLE customer DROP COLUMN phone_number;

ALTER DOMAIN grams ADD CONSTRAINT positive CHECK (value > 0);

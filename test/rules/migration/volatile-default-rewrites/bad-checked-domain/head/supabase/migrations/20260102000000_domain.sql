CREATE DOMAIN grams AS integer CHECK (value > 0);

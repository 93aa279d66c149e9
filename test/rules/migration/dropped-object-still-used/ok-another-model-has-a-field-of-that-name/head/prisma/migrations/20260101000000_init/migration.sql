CREATE TABLE "customer" ("id" SERIAL PRIMARY KEY, "email" TEXT NOT NULL, "phone_number" TEXT);
CREATE TABLE "supplier" ("id" SERIAL PRIMARY KEY, "mobile" TEXT);

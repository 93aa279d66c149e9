CREATE TABLE "customer" (
  "id" SERIAL PRIMARY KEY,
  "email" TEXT NOT NULL,
  "phone_no" TEXT
);

CREATE TYPE "ticket_state" AS ENUM ('NEW', 'DONE');
CREATE TABLE "tickets" ("id" INTEGER PRIMARY KEY, "state" "ticket_state" NOT NULL);

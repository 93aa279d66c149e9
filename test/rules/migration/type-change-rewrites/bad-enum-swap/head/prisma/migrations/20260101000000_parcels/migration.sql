CREATE TYPE "Lane" AS ENUM ('A', 'B', 'C');
CREATE TABLE "Parcel" ("id" TEXT NOT NULL, "lane" "Lane" NOT NULL, CONSTRAINT "Parcel_pkey" PRIMARY KEY ("id"));

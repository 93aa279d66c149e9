PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Parcel" ("id" INTEGER NOT NULL PRIMARY KEY, "code" TEXT NOT NULL DEFAULT '');
INSERT INTO "new_Parcel" ("id", "code") SELECT "id", coalesce("code", '') FROM "Parcel";
DROP TABLE "Parcel";
ALTER TABLE "new_Parcel" RENAME TO "Parcel";
PRAGMA foreign_keys=ON;

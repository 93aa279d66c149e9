CREATE TABLE "new_Parcel" ("id" INTEGER NOT NULL PRIMARY KEY, "code" TEXT);
INSERT INTO "new_Parcel" ("id", "code") SELECT "id", "code" FROM "Parcel";
DROP TABLE "Parcel";
ALTER TABLE "new_Parcel" RENAME TO "Parcel";

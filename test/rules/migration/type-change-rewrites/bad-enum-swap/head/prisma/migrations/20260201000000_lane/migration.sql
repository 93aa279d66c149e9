BEGIN;
CREATE TYPE "Lane_new" AS ENUM ('A', 'B');
ALTER TABLE "Parcel" ALTER COLUMN "lane" TYPE "Lane_new" USING ("lane"::text::"Lane_new");
ALTER TYPE "Lane" RENAME TO "Lane_old";
ALTER TYPE "Lane_new" RENAME TO "Lane";
DROP TYPE "Lane_old";
COMMIT;

CREATE TABLE IF NOT EXISTS "users" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "email" TEXT NOT NULL COLLATE NOCASE, "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, age UNSIGNED BIG INT, free, score REAL DEFAULT -1.5, CONSTRAINT "users_org_fkey" FOREIGN KEY ("orgId") REFERENCES "orgs" ("id") ON DELETE SET NULL ON UPDATE CASCADE, UNIQUE (email) ON CONFLICT REPLACE) WITHOUT ROWID, STRICT;
--| table.create users ifExists
--| column.create users.id integer not null serial
--| constraint.create users.id (id) constraint=primary-key autoincrement:true unnamed:true
--| column.create users.email text not null collate:NOCASE
--| column.create users.createdAt datetime not null default stable: current_timestamp
--| column.create users.age unsigned big int null
--| column.create users.free null
--| column.create users.score real null default constant: -1.5
--| constraint.create users [users_org_fkey] (orgId) references orgs(id) constraint=foreign-key onDelete:set null onUpdate:cascade
--| constraint.create users (email) constraint=unique onConflict:replace unnamed:true

CREATE VIRTUAL TABLE docs USING fts5(title, body);
--| table.create docs sort:virtual using:fts5

CREATE TABLE main.x (a int generated always as (b * 2) virtual, [odd name] text, PRIMARY KEY (a ASC, b DESC));
--| table.create x
--| column.create x.a int not null virtual {b * 2}
--| column.create x.odd name text null
--| constraint.create x (a, b) constraint=primary-key unnamed:true

ALTER TABLE users ADD COLUMN nickname TEXT DEFAULT 'none' NOT NULL;
--| column.create users.nickname text not null default constant: 'none'

ALTER TABLE users ADD nick varchar(20) REFERENCES names(id);
--| column.create users.nick varchar(20) null
--| constraint.create users.nick (nick) references names(id) constraint=foreign-key unnamed:true

ALTER TABLE users RENAME COLUMN nick TO alias;
--| column.rename users.nick → alias

ALTER TABLE users RENAME TO people;
--| table.rename users → people

ALTER TABLE users DROP COLUMN alias;
--| column.drop users.alias

CREATE UNIQUE INDEX IF NOT EXISTS "users_email" ON "users"("email" COLLATE NOCASE) WHERE deletedAt IS NULL;
--| index.create users [users_email] (email) {deletedAt is null} unique ifExists

DROP INDEX IF EXISTS users_email;
--| index.drop [users_email] ifExists

PRAGMA foreign_keys=OFF;
--| session.set name:pragma foreign_keys scope:session value:off

PRAGMA foreign_key_check("new_users");
--| session.set name:pragma foreign_key_check scope:session value:new_users

INSERT INTO "new_users" ("id", "email") SELECT "id", "email" FROM "users";
--| rows.insert new_users (id, email) where=none from:users source:select

INSERT OR IGNORE INTO a VALUES (1);
--| rows.insert a idempotent source:values

CREATE TRIGGER stamp AFTER UPDATE ON users FOR EACH ROW WHEN new.a IS NULL BEGIN UPDATE users SET at = CASE WHEN 1 THEN 2 END WHERE id = new.id; DELETE FROM x; END;
--| trigger.create users [stamp] timing:after update

DROP TRIGGER stamp;
--| trigger.drop [stamp]

CREATE VIEW v AS SELECT 1;
--| view.create [v] {select 1}

CREATE TEMP VIEW w AS SELECT 1;
--| view.create [w] {select 1} temporary:true

BEGIN TRANSACTION;
--| session.begin

COMMIT;
--| session.commit sort:commit

VACUUM;
--| session.maintain target:database verb:vacuum

REINDEX users_email;
--| session.maintain [users_email] target:table verb:reindex

UPDATE users SET email = lower(email);
--| rows.update users (email) where=none

DELETE FROM users WHERE 1 = 1 OR id = 4;
--| rows.delete users where=always idempotent

CREATE TABLE t (a text DEFAULT 'x' NOT NULL ON CONFLICT ABORT UNIQUE ON CONFLICT FAIL);
--| table.create t
--| column.create t.a text not null default constant: 'x'
--| constraint.create t.a (a) constraint=unique onConflict:fail unnamed:true

ATTACH DATABASE 'x.db' AS x;

CREATE OR REPLACE TABLE t (id uuid NOT NULL DEFAULT uuid(), body longtext CHECK (json_valid(body)), PRIMARY KEY (id)) ENGINE=Aria WITH SYSTEM VERSIONING;
--| table.create t engine:aria orReplace:true systemVersioning:true
--| column.create t.id uuid not null default volatile: uuid()
--| column.create t.body longtext null
--| constraint.create t.body (body) constraint=check {json_valid(body)} unnamed:true
--| constraint.create t [PRIMARY] (id) constraint=primary-key unnamed:true

ALTER TABLE t ADD COLUMN IF NOT EXISTS a int, MODIFY COLUMN IF EXISTS b bigint, DROP FOREIGN KEY IF EXISTS f, ADD INDEX IF NOT EXISTS i (a), ALGORITHM=NOCOPY, LOCK=NONE;
--| column.create t.a int null ifExists algorithm:nocopy lock:none
--| column.alter t.b bigint null action=modify ifExists algorithm:nocopy lock:none
--| constraint.drop t [f] constraint=foreign-key ifExists algorithm:nocopy lock:none
--| index.create t [i] (a) ifExists algorithm:nocopy lock:none

ALTER ONLINE TABLE t ADD COLUMN n int FIRST;
--| column.create t.n int null position:first

ALTER TABLE t WAIT 5 ADD COLUMN m int;
--| column.create t.m int null

DROP INDEX IF EXISTS i ON t;
--| index.drop t [i] ifExists

BEGIN NOT ATOMIC IF 1 THEN ALTER TABLE t DROP COLUMN a; END IF; END;
--| column.drop t.a guarded:true

EXECUTE IMMEDIATE 'DROP TABLE t';
--| table.drop t

CREATE SEQUENCE s START WITH 1;
--| sequence.create [s]

RENAME TABLE IF EXISTS t TO u WAIT 5;
--| table.rename t → u

ALTER TABLE ONLY public.users ADD COLUMN IF NOT EXISTS "Role" "Role"[] NOT NULL DEFAULT ARRAY['A']::"Role"[], ALTER COLUMN x TYPE varchar(10) COLLATE "C" USING x::varchar(10), ALTER y SET DATA TYPE timestamp(3) with time zone;
--| column.create users.Role Role[] not null default constant: array['A']::Role[] ifExists only:true
--| column.alter users.x varchar(10) action=type {x::varchar(10)} collate:C only:true using:x::varchar(10)
--| column.alter users.y timestamptz(3) action=type only:true

ALTER TABLE a ADD COLUMN b text UNIQUE, ADD COLUMN c int REFERENCES d(id) ON DELETE SET NULL NOT VALID, ADD e int CHECK (e > 0) PRIMARY KEY;
--| column.create a.b text null
--| constraint.create a.b [a_b_key] (b) constraint=unique unnamed:true
--| column.create a.c integer null
--| constraint.create a.c [a_c_fkey] (c) references d(id) constraint=foreign-key notValid onDelete:set null unnamed:true
--| column.create a.e integer not null
--| constraint.create a.e [a_e_check] (e) constraint=check {e > 0} unnamed:true
--| constraint.create a.e [a_pkey] (e) constraint=primary-key unnamed:true

ALTER TABLE a ADD UNIQUE (x, y), ADD CHECK (x > 0), ADD CHECK (x > y) NOT VALID, ADD FOREIGN KEY (x,y) REFERENCES z, ADD PRIMARY KEY (id), ADD EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (active);
--| constraint.create a [a_x_y_key] (x, y) constraint=unique unnamed:true
--| constraint.create a [a_x_check] (x) constraint=check {x > 0} unnamed:true
--| constraint.create a [a_check] (x, y) constraint=check {x > y} notValid unnamed:true
--| constraint.create a [a_x_y_fkey] (x, y) references z() constraint=foreign-key unnamed:true
--| constraint.create a [a_pkey] (id) constraint=primary-key unnamed:true
--| constraint.create a [a_room_during_excl] (room, during) constraint=exclude {active} unnamed:true using:gist

ALTER TABLE a ADD CONSTRAINT n NOT NULL x, ADD CONSTRAINT u UNIQUE NULLS NOT DISTINCT (x) INCLUDE (y) DEFERRABLE INITIALLY DEFERRED, ADD CONSTRAINT p PRIMARY KEY USING INDEX idx;
--| constraint.create a [n] (x) constraint=not-null
--| constraint.create a [u] (x) constraint=unique deferrable:true include:y initially:deferred nullsNotDistinct:true
--| constraint.create a [p] constraint=primary-key usingIndex=idx

ALTER TABLE a VALIDATE CONSTRAINT c, ALTER CONSTRAINT c DEFERRABLE, RENAME CONSTRAINT a TO b;
--| constraint.validate a [c]
--| constraint.alter a [c] action=deferrable
--| constraint.rename a [a] → b

ALTER TABLE a ALTER b ADD GENERATED ALWAYS AS IDENTITY (START 5), ALTER c DROP IDENTITY IF EXISTS, ALTER d SET STATISTICS 100, ALTER e DROP EXPRESSION, ALTER f SET (n_distinct = 5), ALTER g SET STORAGE PLAIN, ALTER h RESTART WITH 5;
--| column.alter a.b identity action=add-identity always:true
--| column.alter a.c action=drop-identity ifExists
--| column.alter a.d action=set-statistics
--| column.alter a.e action=drop-expression
--| column.alter a.f action=set-options
--| column.alter a.g action=set-storage
--| column.alter a.h action=set-identity

ALTER TABLE a SET (fillfactor=70, autovacuum_enabled=off), SET LOGGED, SET TABLESPACE x, OWNER TO y, REPLICA IDENTITY FULL, CLUSTER ON i, ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, DISABLE TRIGGER ALL, ENABLE REPLICA TRIGGER t, INHERIT p, SET SCHEMA s, SET ACCESS METHOD heap;
--| table.alter a action=set-options parameters:fillfactor,autovacuum_enabled
--| table.alter a action=set-logged
--| table.alter a action=set-tablespace tablespace:x
--| table.alter a → y action=owner
--| table.alter a action=replica-identity identity:full
--| table.alter a [i] action=cluster-on
--| table.alter a action=enable-rls
--| table.alter a action=force-rls
--| trigger.alter a [all] action=disable
--| trigger.alter a [t] action=enable-replica
--| table.alter a → p action=inherit
--| table.alter a → s action=set-schema
--| table.alter a action=set-access-method using:heap

ALTER TABLE p ATTACH PARTITION c FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
--| partition.attach p [c] bounds:for values from ('2024-01-01') to('2025-01-01')

ALTER TABLE p DETACH PARTITION c CONCURRENTLY;
--| partition.detach p [c] concurrently

ALTER TABLE p ATTACH PARTITION d DEFAULT;
--| partition.attach p [d] bounds:default

ALTER TABLE a DROP COLUMN IF EXISTS b CASCADE, DROP c, DROP CONSTRAINT IF EXISTS d;
--| column.drop a.b ifExists cascade
--| column.drop a.c
--| constraint.drop a [d] ifExists

ALTER TABLE a RENAME TO b;
--| table.rename a → b

ALTER TABLE a RENAME b TO c;
--| column.rename a.b → c

ALTER TABLE IF EXISTS a RENAME COLUMN b TO c;
--| column.rename a.b → c ifExists

CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY a USING gin (lower(email) text_pattern_ops DESC NULLS LAST, (a || b)) INCLUDE (c) NULLS NOT DISTINCT WITH (fillfactor = 70) TABLESPACE t WHERE deleted_at IS NULL AND a = 'x';
--| index.create a [i] (lower(email), (a || b)) {deleted_at is null and a = 'x'} concurrently unique ifExists include:c nullsNotDistinct:true only:true tablespace:t using:gin

CREATE INDEX ON a (lower(email), (x+1), y);
--| index.create a [a_lower_expr_y_idx] (lower(email), (x + 1), y) unnamed:true

DROP INDEX CONCURRENTLY IF EXISTS s.i, j CASCADE;
--| index.drop [s.i] concurrently ifExists cascade
--| index.drop [j] concurrently ifExists cascade

ALTER INDEX i RENAME TO j;
--| index.rename [i] → j

ALTER INDEX i SET TABLESPACE t;
--| index.alter [i] action=set-tablespace

ALTER INDEX p ATTACH PARTITION c;
--| index.attach [p] → c

CREATE TYPE mood AS ENUM ('sad', 'it''s ok');
--| type.create [mood] sort:enum
--| value.create [mood] value=sad
--| value.create [mood] value=it's ok

CREATE TYPE c AS (a int, b text);
--| type.create [c] sort:composite

ALTER TYPE mood ADD VALUE IF NOT EXISTS 'x' BEFORE 'sad';
--| value.create [mood] value=x ifExists before:sad

ALTER TYPE mood RENAME VALUE 'a' TO 'b';
--| value.rename [mood] → b value=a

ALTER TYPE mood RENAME TO m;
--| type.rename [mood] → m

DROP TYPE mood CASCADE;
--| type.drop [mood] cascade

ALTER TYPE c ADD ATTRIBUTE d int;
--| type.alter [c] action=add-attribute

CREATE DOMAIN d AS numeric(15,5) NOT NULL CHECK (value > 0);
--| type.create [d] numeric(15,5) not null constraint=check {value > 0} sort:domain

ALTER DOMAIN d ADD CONSTRAINT c CHECK (value > 1) NOT VALID;
--| type.alter [d] action=add-constraint constraint=check {value > 1} notValid sort:domain

ALTER DOMAIN d DROP CONSTRAINT c;
--| type.alter [d] action=drop-constraint sort:domain

DROP DOMAIN d;
--| type.drop [d] sort:domain

CREATE OR REPLACE VIEW v AS SELECT id FROM a;
--| view.create [v] {select id from a} orReplace:true

CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT 1 WITH NO DATA;
--| view.create [m] {select 1} ifExists sort:materialized withNoData:true

REFRESH MATERIALIZED VIEW CONCURRENTLY m;
--| view.refresh [m] concurrently

DROP MATERIALIZED VIEW m;
--| view.drop [m] sort:materialized

ALTER VIEW v RENAME TO w;
--| view.rename [v] → w

ALTER MATERIALIZED VIEW m SET SCHEMA s;
--| view.alter [m] → s action=set-schema sort:materialized

CREATE OR REPLACE FUNCTION f(a int DEFAULT 5) RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM x; RETURN NEW; END $$;
--| routine.create [f] orReplace:true sort:function

DROP FUNCTION IF EXISTS f(int, text), g;
--| routine.drop [f] ifExists sort:function
--| routine.drop [g] ifExists sort:function

ALTER FUNCTION f(int) OWNER TO x;
--| routine.alter [f] action=owner sort:function

CREATE PROCEDURE p() LANGUAGE sql BEGIN ATOMIC INSERT INTO a VALUES (1); END;
--| routine.create [p] sort:procedure

CREATE CONSTRAINT TRIGGER t AFTER INSERT OR UPDATE OF a ON s.b DEFERRABLE FOR EACH ROW EXECUTE FUNCTION f();
--| trigger.create s.b [t] constraint:true timing:after insert or update of a

DROP TRIGGER IF EXISTS t ON s.b;
--| trigger.drop s.b [t] ifExists

ALTER TRIGGER t ON b RENAME TO u;
--| trigger.rename b [t] → u

CREATE RULE r AS ON DELETE TO a DO INSTEAD NOTHING;
--| trigger.create a [r] sort:rule

DROP RULE r ON a;
--| trigger.drop a [r] sort:rule

CREATE SCHEMA IF NOT EXISTS s AUTHORIZATION x;
--| schema.create [s] ifExists

DROP SCHEMA s CASCADE;
--| schema.drop [s] cascade

ALTER SCHEMA a RENAME TO b;
--| schema.rename [a] → b

CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public;
--| extension.create [uuid-ossp] ifExists

DROP EXTENSION x;
--| extension.drop [x]

CREATE DATABASE d;
--| schema.create [d] sort:database

DROP DATABASE IF EXISTS d;
--| schema.drop [d] ifExists sort:database

GRANT SELECT, INSERT ON a, b TO r;
--| grant.create a privileges:select, insert
--| grant.create b privileges:select, insert

REVOKE ALL ON SCHEMA s FROM PUBLIC;
--| grant.drop [s] privileges:all sort:schema

GRANT r TO u;
--| grant.create privileges:r sort:membership

GRANT USAGE ON ALL SEQUENCES IN SCHEMA s TO r;
--| grant.create privileges:usage sort:all sequences

ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO r;
--| grant.alter sort:default privileges

CREATE ROLE r LOGIN;
--| grant.create [r] sort:role

ALTER ROLE r SET lock_timeout = '2s';
--| grant.alter [r] action=set name:lock_timeout sort:role value:2s

ALTER DATABASE d SET statement_timeout TO 5000;
--| schema.alter [d] action=set name:statement_timeout sort:database value:5000

CREATE POLICY p ON a FOR SELECT USING (true);
--| policy.create a [p]

ALTER POLICY p ON a RENAME TO q;
--| policy.rename a [p] → q

DROP POLICY IF EXISTS p ON a;
--| policy.drop a [p] ifExists

CREATE SEQUENCE IF NOT EXISTS s START 5;
--| sequence.create [s] ifExists

ALTER SEQUENCE s OWNED BY a.b;
--| sequence.alter [s] action=owned-by

DROP SEQUENCE s;
--| sequence.drop [s]

COMMENT ON COLUMN s.a.b IS 'x';
--| comment.create s.a.b sort:column

COMMENT ON TABLE a IS NULL;
--| comment.create a sort:table

CREATE STATISTICS st (dependencies) ON a, b FROM t;
--| extension.create t [st] sort:statistics

TRUNCATE TABLE ONLY a, b RESTART IDENTITY CASCADE;
--| rows.truncate a cascade restartIdentity:true
--| rows.truncate b cascade restartIdentity:true

DELETE FROM a;
--| rows.delete a where=none idempotent

DELETE FROM a WHERE true;
--| rows.delete a where=always idempotent

DELETE FROM a USING b WHERE a.id = b.id;
--| rows.delete a where=some idempotent from:b

UPDATE a SET x = 1;
--| rows.update a (x) where=none idempotent

UPDATE a SET n = n + 1 WHERE 1 = 1;
--| rows.update a (n) where=always

UPDATE a SET (x, y) = (1, 2) FROM b, c WHERE a.id = b.id AND x IS NULL;
--| rows.update a (x, y) where=some idempotent from:b,c

UPDATE a SET x = (SELECT y FROM b WHERE b.id = a.id LIMIT 1);
--| rows.update a (x) where=none idempotent

UPDATE a SET x = 1 WHERE id IN (SELECT id FROM a WHERE x IS NULL LIMIT 1000);
--| rows.update a (x) where=some batched idempotent

UPDATE a SET x = 1 WHERE id >= 1 AND id < 1000;
--| rows.update a (x) where=some batched idempotent

WITH b AS (SELECT id FROM a LIMIT 500) UPDATE a SET x = 1 FROM b WHERE a.id = b.id;
--| rows.update a (x) where=some batched idempotent from:b

WITH m AS (DELETE FROM a WHERE x RETURNING *) INSERT INTO b SELECT * FROM m;
--| rows.delete a where=some idempotent
--| rows.insert b where=none from:m source:select

INSERT INTO a (x) SELECT x FROM b WHERE NOT EXISTS (SELECT 1 FROM a WHERE a.x = b.x);
--| rows.insert a (x) where=some idempotent from:b source:select

INSERT INTO a SELECT * FROM b JOIN c ON true;
--| rows.insert a where=some from:b,c source:select

INSERT INTO a VALUES (1) ON CONFLICT DO NOTHING;
--| rows.insert a idempotent source:values

MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE;
--| rows.update a where=some idempotent sort:merge

COPY a (x) FROM '/x';
--| rows.insert a source:copy

COPY a TO stdout;

SELECT * INTO TEMP t FROM a;
--| table.create t as:select from:a temporary:true

BEGIN;
--| session.begin

COMMIT;
--| session.commit sort:commit

ROLLBACK;
--| session.commit sort:rollback

START TRANSACTION;
--| session.begin

END;
--| session.commit sort:commit

SAVEPOINT a;

ROLLBACK TO a;

SET LOCAL lock_timeout = '2s';
--| session.set name:lock_timeout scope:local value:2s

SET lock_timeout TO 2000;
--| session.set name:lock_timeout scope:session value:2000

SET statement_timeout = 0;
--| session.set name:statement_timeout scope:session value:0

RESET lock_timeout;
--| session.set name:lock_timeout scope:session value:default

SELECT set_config('lock_timeout', '5s', true);
--| session.set name:lock_timeout scope:local value:5s

SET TIME ZONE 'UTC';
--| session.set name:timezone scope:session value:'UTC'

SET search_path = a, b;
--| session.set name:search_path scope:session value:a, b

LOCK TABLE a, b IN SHARE MODE NOWAIT;
--| session.lock a mode:share
--| session.lock b mode:share

LOCK a;
--| session.lock a mode:access exclusive

VACUUM (FULL, ANALYZE) a;
--| session.maintain a analyze:true full:true target:table verb:vacuum

VACUUM FULL a, b;
--| session.maintain a full:true target:table verb:vacuum
--| session.maintain b full:true target:table verb:vacuum

VACUUM;
--| session.maintain target:database verb:vacuum

ANALYZE a;
--| session.maintain a target:table verb:analyze

CLUSTER a USING i;
--| session.maintain a [i] target:table verb:cluster

CLUSTER;
--| session.maintain target:database verb:cluster

REINDEX TABLE CONCURRENTLY a;
--| session.maintain a concurrently target:table verb:reindex

REINDEX (CONCURRENTLY) INDEX i;
--| session.maintain [i] concurrently target:index verb:reindex

REINDEX SYSTEM x;
--| session.maintain [x] target:system verb:reindex

REINDEX (CONCURRENTLY false) INDEX i;
--| session.maintain [i] target:index verb:reindex

ALTER SYSTEM SET x = 1;
--| session.maintain verb:alter-system

DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'c') THEN ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0) NOT VALID; END IF; END $$ LANGUAGE plpgsql;
--| constraint.create a [c] (x) constraint=check {x > 0} notValid ifExists guarded:true

DO $$ BEGIN CREATE TYPE s AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
--| type.create [s] ifExists sort:enum
--| value.create [s] value=a ifExists

DO $do$ DECLARE r record; n int := 0; BEGIN FOR r IN SELECT * FROM t LOOP EXECUTE format('ALTER TABLE %I ADD COLUMN x int', r.name); EXECUTE 'DROP TABLE gone'; UPDATE a SET x = CASE WHEN y THEN 1 ELSE 2 END WHERE id = r.id; END LOOP; PERFORM pg_sleep(1); RAISE NOTICE 'x'; END $do$;
--| dynamic.unknown
--| table.drop gone
--| rows.update a (x) where=some batched idempotent
--| unread SQL is put together at run time and executed

CREATE TABLE p (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, s serial, email varchar(255) UNIQUE NOT NULL, c text CHECK (c <> '') CHECK (length(c) < 5), d timestamptz DEFAULT now() NOT NULL, g int GENERATED ALWAYS AS (s * 2) STORED, u uuid DEFAULT gen_random_uuid(), o int REFERENCES other ON DELETE CASCADE, n numeric(10, 2)[] DEFAULT '{}'::numeric(10,2)[], CONSTRAINT k UNIQUE (s, o), CHECK (s > 0 AND o > 0), FOREIGN KEY (s) REFERENCES x (y), EXCLUDE USING gist (d WITH =), LIKE tmpl INCLUDING ALL) PARTITION BY RANGE (d);
--| table.create p like:tmpl partitionBy:range(d)
--| column.create p.id bigint not null identity always:false
--| constraint.create p.id [p_pkey] (id) constraint=primary-key unnamed:true
--| column.create p.s serial not null serial
--| column.create p.email varchar(255) not null
--| constraint.create p.email [p_email_key] (email) constraint=unique unnamed:true
--| column.create p.c text null
--| constraint.create p.c [p_c_check] (c) constraint=check {c <> ''} unnamed:true
--| constraint.create p.c [p_c_check1] (c) constraint=check {length(c) < 5} unnamed:true
--| column.create p.d timestamptz not null default stable: now()
--| column.create p.g integer null stored {s * 2}
--| column.create p.u uuid null default volatile: gen_random_uuid()
--| column.create p.o integer null
--| constraint.create p.o [p_o_fkey] (o) references other() constraint=foreign-key onDelete:cascade unnamed:true
--| column.create p.n numeric(10,2)[] null default constant: '{}'::numeric(10, 2)[]
--| constraint.create p [k] (s, o) constraint=unique
--| constraint.create p [p_check] (s, o) constraint=check {s > 0 and o > 0} unnamed:true
--| constraint.create p [p_s_fkey] (s) references x(y) constraint=foreign-key unnamed:true
--| constraint.create p [p_d_excl] (d) constraint=exclude unnamed:true using:gist

CREATE TABLE c PARTITION OF p FOR VALUES IN ('a');
--| table.create c partitionOf:p

CREATE UNLOGGED TABLE IF NOT EXISTS u (a int);
--| table.create u ifExists unlogged:true
--| column.create u.a integer null

CREATE TEMP TABLE t AS SELECT * FROM a WITH NO DATA;
--| table.create t as:select from:a temporary:true withNoData:true

CREATE TABLE x AS (SELECT 1);
--| table.create x as:select

CREATE TABLE e ();
--| table.create e

CREATE FOREIGN TABLE f (a int) SERVER s;
--| table.create f server:s sort:foreign
--| column.create f.a integer null

ALTER TABLE a ADD COLUMN b timestamptz NOT NULL DEFAULT (now() AT TIME ZONE 'utc'), ADD c int DEFAULT 2 + 2, ADD d text DEFAULT my_func(), ADD e timestamptz DEFAULT now(123), ADD f int DEFAULT nextval('s'::regclass), ADD g jsonb DEFAULT '{}'::jsonb NOT NULL, ADD h uuid DEFAULT uuid_generate_v4(), ADD i text DEFAULT upper('x') || 'y', ADD j int DEFAULT NULL, ADD k text DEFAULT NULL::text, ADD l date DEFAULT CURRENT_DATE;
--| column.create a.b timestamptz not null default stable: now() at time zone 'utc'
--| column.create a.c integer null default constant: 2 + 2
--| column.create a.d text null default volatile: my_func() likely
--| column.create a.e timestamptz null default volatile: now(123) likely
--| column.create a.f integer null default volatile: nextval('s'::regclass)
--| column.create a.g jsonb not null default constant: '{}'::jsonb
--| column.create a.h uuid null default volatile: uuid_generate_v4()
--| column.create a.i text null default constant: upper('x') || 'y'
--| column.create a.j integer null
--| column.create a.k text null
--| column.create a.l date null default stable: current_date

CREATE FUNCTION mig() RETURNS void LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE z DROP COLUMN y; END $$; SELECT mig(); DROP FUNCTION mig();
--| routine.create [mig] sort:function
--| column.drop z.y
--| routine.drop [mig] sort:function

ALTER TABLE DROP COLUMN;
--| table.alter drop action=unknown likely
--| unread statement not understood: ALTER TABLE DROP COLUMN

CREATE FROB x;
--| unread statement not understood: CREATE FROB x

DROP TABLE IF EXISTS public."A b", c RESTRICT;
--| table.drop A b ifExists
--| table.drop c ifExists

DROP OWNED BY x;
--| extension.drop [by] sort:owned

REASSIGN OWNED BY a TO b;

IMPORT FOREIGN SCHEMA x FROM SERVER y INTO z;

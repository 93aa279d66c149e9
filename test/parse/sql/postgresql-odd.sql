/* outer /* nested */ still a comment; */ ALTER TABLE a -- why; not
  ADD COLUMN b text DEFAULT 'it''s; -- no comment' /* x */ , ADD c text DEFAULT E'a\'; b', DROP COLUMN "d;""e";
--| column.create a.b text null default constant: 'it''s; -- no comment'
--| column.create a.c text null default constant: 'a''; b'
--| column.drop a.d;"e

ALTER TABLE a ADD COLUMN d text DEFAULT $q$ ; $x$ ; $q$ NOT NULL;
--| column.create a.d text not null default constant: ' ; $x$ ; '

ALTER TABLE "Weird ""Name""" ALTER COLUMN "Ünï" SET DEFAULT U&'\0041';
--| column.alter Weird "Name".Ünï default constant: '\0041' action=set-default

ALTER TABLE a ADD COLUMN not_valid boolean NOT NULL DEFAULT NOT true;
--| column.create a.not_valid boolean not null default constant: not true

ALTER TABLE a ADD "check" int CHECK ("check" IN (1, 2)), ADD "unique" text, ADD "key" text, ADD index int;
--| column.create a.check integer null
--| constraint.create a.check [a_check_check] (check) constraint=check {check in (1, 2)} unnamed:true
--| column.create a.unique text null
--| column.create a.key text null
--| column.create a.index integer null

ALTER TABLE a ADD COLUMN b varchar DEFAULT 'x'::character varying NOT NULL, ADD c timestamp without time zone DEFAULT ('now'::text)::timestamp without time zone, ADD d interval year to month, ADD e bit varying(5), ADD f character varying(5)[], ADD g double precision DEFAULT -1.5e-3, ADD h pg_catalog.varchar(9), ADD i char(3), ADD j national character varying(4), ADD k float(10), ADD l dec(5,2), ADD m time with time zone;
--| column.create a.b varchar not null default constant: 'x'::character varying
--| column.create a.c timestamp null default constant: ('now'::text)::timestamp without time zone
--| column.create a.d interval null
--| column.create a.e varbit(5) null
--| column.create a.f varchar(5)[] null
--| column.create a.g double precision null default constant: -1.5e-3
--| column.create a.h varchar(9) null
--| column.create a.i char(3) null
--| column.create a.j varchar(4) null
--| column.create a.k real null
--| column.create a.l numeric(5,2) null
--| column.create a.m timetz null

CREATE TABLE a (check_in date, constraint_x int, primary_email text, "primary" boolean, like_count int, period tstzrange, unique_id uuid, foreign_id int, exclude boolean, key text, value jsonb);
--| table.create a
--| column.create a.check_in date null
--| column.create a.constraint_x integer null
--| column.create a.primary_email text null
--| column.create a.primary boolean null
--| column.create a.like_count integer null
--| column.create a.period tstzrange null
--| column.create a.unique_id uuid null
--| column.create a.foreign_id integer null
--| column.create a.exclude boolean null
--| column.create a.key text null
--| column.create a.value jsonb null

CREATE TABLE a (b int, c int, PRIMARY KEY (b, c), CONSTRAINT d CHECK (b > 0) NO INHERIT, UNIQUE (c) WITH (fillfactor = 70) USING INDEX TABLESPACE t) INHERITS (parent) WITH (fillfactor = 70) TABLESPACE t;
--| table.create a inherits:parent tablespace:t
--| column.create a.b integer not null
--| column.create a.c integer not null
--| constraint.create a [a_pkey] (b, c) constraint=primary-key unnamed:true
--| constraint.create a [d] (b) constraint=check {b > 0} noInherit:true
--| constraint.create a [a_c_key] (c) constraint=unique tablespace:t unnamed:true

CREATE TABLE c PARTITION OF p (CONSTRAINT pk PRIMARY KEY (id), x DEFAULT 5) FOR VALUES FROM (MINVALUE) TO (10) PARTITION BY HASH (id);
--| table.create c partitionBy:hash(id) partitionOf:p
--| constraint.create c [pk] (id) constraint=primary-key
--| column.create c.x null default constant: 5

CREATE INDEX i ON a USING btree (b COLLATE "C" varchar_pattern_ops ASC NULLS FIRST, (data ->> 'x'), date_trunc('day', at)) WHERE (b = ANY (ARRAY['x'::text, 'y'::text]));
--| index.create a [i] (b, (data ->> 'x'), date_trunc('day', at)) {b = any (array['x'::text, 'y'::text])} using:btree

ALTER TABLE a ALTER COLUMN b TYPE "Role_new" USING ("b"::text::"Role_new");
--| column.alter a.b Role_new action=type {b::text::Role_new} using:b::text::Role_new

ALTER TABLE a ALTER COLUMN b SET DEFAULT now() + '1 day'::interval, ALTER c SET DEFAULT (gen_random_uuid())::text, ALTER d SET DEFAULT NULL;
--| column.alter a.b default stable: now() + '1 day'::interval action=set-default
--| column.alter a.c default volatile: (gen_random_uuid())::text action=set-default
--| column.alter a.d action=set-default

UPDATE a SET b = c.d FROM c WHERE c.id = a.id AND NOT false;
--| rows.update a (b) where=some idempotent from:c

UPDATE a SET data = jsonb_set(data, '{x}', '1') WHERE data ? 'x' AND data @> '{"y": 1}' AND a.b <> 'c';
--| rows.update a (data) where=some

DELETE FROM a WHERE id = id;
--| rows.delete a where=always idempotent

DELETE FROM a WHERE 'a' = 'a' AND (2 > 1);
--| rows.delete a where=always idempotent

DELETE FROM a WHERE x = true;
--| rows.delete a where=some idempotent

DELETE FROM a WHERE NOT (true AND b > 1);
--| rows.delete a where=some idempotent

UPDATE ONLY s.a AS t SET b = 1, "C" = '2' WHERE t.b IS NULL RETURNING *;
--| rows.update s.a (b, C) where=some idempotent

INSERT INTO a (b, "C") VALUES (1, ';'), (2, $$;$$) ON CONFLICT (b) WHERE x DO UPDATE SET c = excluded.c;
--| rows.insert a (b, C) idempotent source:values

INSERT INTO a DEFAULT VALUES;
--| rows.insert a source:values

WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 10) INSERT INTO a SELECT n FROM t;
--| rows.insert a where=none from:t source:select

WITH moved AS MATERIALIZED (UPDATE a SET b = 1 WHERE c RETURNING id), gone AS (DELETE FROM d USING moved WHERE d.id = moved.id) SELECT count(*) FROM moved;
--| rows.update a (b) where=some idempotent
--| rows.delete d where=some idempotent from:moved

ALTER TABLE a ADD CONSTRAINT b FOREIGN KEY (c, d) REFERENCES s.e (f, g) MATCH FULL ON UPDATE NO ACTION ON DELETE SET DEFAULT (c) DEFERRABLE INITIALLY IMMEDIATE NOT VALID;
--| constraint.create a [b] (c, d) references s.e(f, g) constraint=foreign-key notValid deferrable:true initially:immediate match:full onDelete:set default onUpdate:no action

ALTER TABLE a DROP CONSTRAINT b, ADD CONSTRAINT b CHECK ((c IS NOT NULL)), ADD CONSTRAINT "X" CHECK (length(d) <= 100 AND e::text <> '') NOT VALID;
--| constraint.drop a [b]
--| constraint.create a [b] (c) constraint=check {c is not null}
--| constraint.create a [X] (d, e) constraint=check {length(d) <= 100 and e::text <> ''} notValid

ALTER TABLE a ADD CONSTRAINT b UNIQUE USING INDEX i DEFERRABLE INITIALLY DEFERRED;
--| constraint.create a [b] constraint=unique usingIndex=i deferrable:true initially:deferred

CREATE TRIGGER t BEFORE UPDATE OF a, b ON c REFERENCING NEW TABLE AS n FOR EACH STATEMENT WHEN (old.* IS DISTINCT FROM new.*) EXECUTE PROCEDURE f('x; y');
--| trigger.create c [t] timing:before update of a, b

CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();
--| trigger.create [e] sort:event

CREATE FUNCTION f(a int, OUT b text) RETURNS SETOF t AS 'select 1; select 2' LANGUAGE sql;
--| routine.create [f] sort:function

CREATE AGGREGATE g (int) (sfunc = f, stype = int);
--| routine.create [g] sort:aggregate

ALTER EXTENSION postgis UPDATE TO '3.4';
--| extension.alter [postgis] action=update-to

CREATE PUBLICATION p FOR TABLE a, b;
--| extension.create [p] sort:publication

ALTER PUBLICATION p ADD TABLE c;
--| extension.alter [p] action=add-table sort:publication

DROP PUBLICATION p;
--| extension.drop [p] sort:publication

CREATE COLLATION c (provider = icu, locale = 'x');
--| extension.create [c] sort:collation

CREATE CAST (text AS mood) WITH INOUT AS IMPLICIT;
--| extension.create sort:cast

CREATE OPERATOR === (leftarg = a, rightarg = b, procedure = f);
--| extension.create sort:operator

COMMENT ON CONSTRAINT c ON a IS 'x';
--| comment.create [c] sort:constraint

COMMENT ON EXTENSION e IS 'x';
--| comment.create [e] sort:extension

DROP FUNCTION f(int, VARIADIC text[]) CASCADE;
--| routine.drop [f] cascade sort:function

DROP CAST (text AS mood);
--| extension.drop sort:cast

DROP SCHEMA a, b;
--| schema.drop [a]
--| schema.drop [b]

DROP VIEW a, s.b CASCADE;
--| view.drop [a] cascade
--| view.drop [s.b] cascade

DROP SEQUENCE IF EXISTS s CASCADE;
--| sequence.drop [s] ifExists cascade

DROP TYPE a, b;
--| type.drop [a]
--| type.drop [b]

SET SESSION lock_timeout = '5s';
--| session.set name:lock_timeout scope:session value:5s

SET session_replication_role = replica;
--| session.set name:session_replication_role scope:session value:replica

SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
--| session.set name:transaction scope:session value:isolation level serializable

SET CONSTRAINTS ALL DEFERRED;
--| session.set name:constraints scope:session value:all deferred

SET ROLE x;
--| session.set name:role scope:session value:x

BEGIN ISOLATION LEVEL SERIALIZABLE;
--| session.begin

LOCK TABLE ONLY a IN ACCESS EXCLUSIVE MODE;
--| session.lock a mode:access exclusive

VACUUM (VERBOSE, FULL false) a (b, c);
--| session.maintain a target:table verb:vacuum

VACUUM FULL ANALYZE a;
--| session.maintain a analyze:true full:true target:table verb:vacuum

CLUSTER VERBOSE a;
--| session.maintain a target:table verb:cluster

REINDEX DATABASE CONCURRENTLY d;
--| session.maintain [d] concurrently target:database verb:reindex

SELECT 1;

SELECT pg_catalog.setval('s', 1, true);

CALL p(1);

DO LANGUAGE plpgsql $$ BEGIN IF (SELECT count(*) FROM pg_indexes) = 0 THEN CREATE INDEX i ON a (b); ELSIF x THEN DROP TABLE y; ELSE UPDATE z SET a = 1; END IF; END $$;
--| index.create a [i] (b) ifExists guarded:true
--| table.drop y guarded:true
--| rows.update z (a) where=none idempotent guarded:true

DO $$ DECLARE n int; BEGIN LOOP WITH b AS (SELECT id FROM a WHERE c IS NULL LIMIT 1000) UPDATE a SET c = 1 FROM b WHERE a.id = b.id; GET DIAGNOSTICS n = ROW_COUNT; EXIT WHEN n = 0; COMMIT; END LOOP; END $$;
--| rows.update a (c) where=some batched idempotent from:b
--| session.commit sort:commit

DO $$ BEGIN EXECUTE 'ALTER TABLE a ADD COLUMN b int'; EXECUTE 'DROP TABLE ' || quote_ident('x'); EXECUTE format('DROP VIEW v'); END $$;
--| column.create a.b integer null
--| dynamic.unknown
--| view.drop [v]
--| unread SQL is put together at run time and executed

DO 'BEGIN DROP TABLE a; END';
--| table.drop a

DO $$ print(1) $$ LANGUAGE plpython3u;
--| dynamic.unknown
--| unread DO in plpython3u is not read

DO $$ BEGIN CASE x WHEN 1 THEN DROP TABLE a; ELSE DROP TABLE b; END CASE; FOR i IN 1..10 LOOP DELETE FROM c WHERE id = i; END LOOP; WHILE true LOOP NULL; END LOOP; <<out>> BEGIN DROP TABLE d; EXCEPTION WHEN OTHERS THEN RAISE; END; END $$;
--| table.drop a guarded:true
--| table.drop b guarded:true
--| rows.delete c where=some batched idempotent
--| table.drop d

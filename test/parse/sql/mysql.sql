CREATE TABLE `orders` (`id` bigint unsigned NOT NULL AUTO_INCREMENT, `user_id` int(11) NOT NULL, `state` enum('a','b') CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT 'a', `note` varchar(255) DEFAULT NULL COMMENT 'x, y', `at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), `total` decimal(10,2) GENERATED ALWAYS AS (`a` * `b`) STORED, PRIMARY KEY (`id`), UNIQUE KEY `uq_note` (`note`(20)), KEY `idx_user` (`user_id`,`state`) USING BTREE, FULLTEXT KEY `ft` (`note`), CONSTRAINT `fk_user` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE RESTRICT) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
--| table.create orders charset:utf8mb4 collate:utf8mb4_unicode_ci engine:innodb
--| column.create orders.id bigint unsigned not null serial
--| column.create orders.user_id int not null
--| column.create orders.state enum('a','b') null default constant: 'a' charset:utf8mb4 collate:utf8mb4_bin
--| column.create orders.note varchar(255) null
--| column.create orders.at datetime(3) not null default stable: current_timestamp(3) onUpdate:current_timestamp(3)
--| column.create orders.total decimal(10,2) null stored {a * b}
--| constraint.create orders [PRIMARY] (id) constraint=primary-key unnamed:true
--| constraint.create orders [uq_note] (note) constraint=unique key:true
--| index.create orders [idx_user] (user_id, state) using:btree
--| index.create orders [ft] (note) sort:fulltext
--| constraint.create orders [fk_user] (user_id) references users(id) constraint=foreign-key onDelete:cascade onUpdate:restrict

ALTER TABLE orders MODIFY COLUMN note varchar(300) CHARACTER SET utf8mb4 NOT NULL DEFAULT '' AFTER id, ALGORITHM=INPLACE, LOCK=NONE;
--| column.alter orders.note varchar(300) not null default constant: '' action=modify algorithm:inplace charset:utf8mb4 lock:none position:after id

ALTER TABLE orders CHANGE note remark text NULL FIRST;
--| column.rename orders.note → remark
--| column.alter orders.remark text null action=modify position:first

ALTER TABLE orders CHANGE COLUMN note note text;
--| column.alter orders.note text null action=modify

ALTER TABLE orders ADD COLUMN token varchar(36) DEFAULT (uuid()) AFTER note, ADD INDEX i (token), ADD UNIQUE u (a,b), DROP INDEX idx_user, DROP KEY k2, DROP FOREIGN KEY fk_user, DROP PRIMARY KEY, ADD PRIMARY KEY (a);
--| column.create orders.token varchar(36) null default volatile: uuid() expressionDefault:true position:after note
--| index.create orders [i] (token)
--| constraint.create orders [u] (a, b) constraint=unique
--| index.drop orders [idx_user]
--| index.drop orders [k2]
--| constraint.drop orders [fk_user] constraint=foreign-key
--| constraint.drop orders [PRIMARY] constraint=primary-key
--| constraint.create orders [PRIMARY] (a) constraint=primary-key unnamed:true

ALTER TABLE orders ADD (a int NOT NULL, b text), ADD CONSTRAINT c CHECK (a > 0);
--| column.create orders.a int not null
--| column.create orders.b text null
--| constraint.create orders [c] (a) constraint=check {a > 0}

ALTER TABLE orders RENAME INDEX a TO b, RENAME COLUMN x TO y, RENAME TO purchases;
--| index.rename orders [a] → b
--| column.rename orders.x → y
--| table.rename orders → purchases

ALTER TABLE orders CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
--| table.alter orders action=convert-charset charset:utf8mb4 collate:utf8mb4_unicode_ci

ALTER TABLE orders ENGINE=InnoDB ROW_FORMAT=COMPRESSED, COMMENT='x', FORCE;
--| table.alter orders action=engine engine:innodb
--| table.alter orders action=row-format row_format:compressed
--| table.alter orders action=comment comment:x
--| table.alter orders action=force

ALTER TABLE orders ALTER COLUMN a SET DEFAULT 7, ALTER b DROP DEFAULT;
--| column.alter orders.a default constant: 7 action=set-default
--| column.alter orders.b action=drop-default

ALTER TABLE orders ALTER INDEX i INVISIBLE, DROP CHECK c, DROP CONSTRAINT d;
--| index.alter orders [i] action=invisible
--| constraint.drop orders [c] constraint=check
--| constraint.drop orders [d]

ALTER TABLE pt ADD PARTITION (PARTITION p3 VALUES LESS THAN (300)), ALGORITHM=INPLACE;
--| partition.create pt algorithm:inplace

ALTER TABLE pt DROP PARTITION p0, p1;
--| partition.drop pt [p0]
--| partition.drop pt [p1]

ALTER TABLE pt TRUNCATE PARTITION p0;
--| rows.truncate pt [p0]

ALTER TABLE pt REMOVE PARTITIONING;
--| partition.alter pt action=remove

ALTER TABLE pt REORGANIZE PARTITION p1 INTO (PARTITION p1a VALUES LESS THAN (150));
--| partition.alter pt action=reorganize

RENAME TABLE a TO b, c TO d;
--| table.rename a → b
--| table.rename c → d

CREATE UNIQUE INDEX i ON orders (note(10), at DESC) ALGORITHM=INPLACE LOCK=NONE;
--| index.create orders [i] (note, at) unique algorithm:inplace lock:none

DROP INDEX i ON orders ALGORITHM=INPLACE;
--| index.drop orders [i] algorithm:inplace

DROP TABLE IF EXISTS a, b;
--| table.drop a ifExists
--| table.drop b ifExists

INSERT IGNORE INTO a (x) VALUES (1);
--| rows.insert a (x) idempotent source:values

INSERT INTO a (x) SELECT x FROM b WHERE y = 1 ON DUPLICATE KEY UPDATE x = 1;
--| rows.insert a (x) where=some idempotent from:b source:select

REPLACE INTO a VALUES (1);
--| rows.insert a idempotent source:values

UPDATE a SET x = 1 WHERE id > 5 LIMIT 1000;
--| rows.update a (x) where=some batched idempotent

DELETE FROM a WHERE 1;
--| rows.delete a where=always idempotent

DELETE a FROM a JOIN b ON a.id = b.id WHERE b.x = 1;
--| rows.delete a where=some idempotent

SET SESSION foreign_key_checks = 0;
--| session.set name:foreign_key_checks scope:session value:0

SET @@session.lock_wait_timeout = 5, SQL_MODE = '';
--| session.set name:lock_wait_timeout scope:session value:5
--| session.set name:sql_mode scope:session value:

LOCK TABLES a WRITE, b READ;
--| session.lock a mode:write
--| session.lock b mode:read

OPTIMIZE TABLE a;
--| session.maintain a target:table verb:optimize

CREATE OR REPLACE ALGORITHM=UNDEFINED DEFINER=`root`@`%` SQL SECURITY DEFINER VIEW v AS SELECT 1;
--| view.create [v] {select 1} orReplace:true

CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.x = 1; IF NEW.y THEN SET NEW.z = 2; END IF; END;
--| trigger.create a [t] timing:before insert

CREATE DATABASE x;
--| schema.create [x] sort:database

DROP DATABASE x;
--| schema.drop [x] sort:database

SET @s = 'ALTER TABLE a ADD COLUMN b int'; PREPARE p FROM @s; EXECUTE p;
--| session.set name:@s scope:session value:alter table a add column b int
--| column.create a.b int null ifExists guarded:true

SET @s = CONCAT('ALTER TABLE ', @t); PREPARE p FROM @s;
--| session.set name:@s scope:session value:concat('alter table ', @t)
--| dynamic.unknown
--| unread SQL is put together at run time and prepared

CREATE PROCEDURE p() BEGIN IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE x = 1) THEN ALTER TABLE a ADD COLUMN b int; END IF; END; CALL p();
--| routine.create [p] sort:procedure
--| column.create a.b int null ifExists guarded:true

ALTER TABLE a ADD COLUMN IF NOT EXISTS b int, DROP COLUMN IF EXISTS c;
--| column.create a.b int null ifExists
--| column.drop a.c ifExists

TRUNCATE a;
--| rows.truncate a

ALTER TABLE t ADD COLUMN `key` varchar(10), ADD `index` int;
--| column.create t.key varchar(10) null
--| column.create t.index int null

CREATE TABLE t2 LIKE t;
--| table.create t2 like:t

CREATE TABLE t3 AS SELECT * FROM t;
--| table.create t3 as:select from:t

ALTER TABLE t AUTO_INCREMENT = 100;
--| table.alter t action=auto-increment auto_increment:100

ALTER TABLE t ADD FULLTEXT INDEX ft (c), ADD FULLTEXT(c);
--| index.create t [ft] (c) sort:fulltext
--| index.create t [c] (c) sort:fulltext unnamed:true

ALTER TABLE t ADD n int as (a*2) stored, ADD v int GENERATED ALWAYS AS (a) VIRTUAL;
--| column.create t.n int null stored {a * 2}
--| column.create t.v int null virtual {a}

ALTER TABLE t MODIFY st set("p","q","r");
--| column.alter t.st set('p','q','r') null action=modify

ALTER TABLE t ADD CONSTRAINT FOREIGN KEY (p) REFERENCES parent(id);
--| constraint.create t (p) references parent(id) constraint=foreign-key unnamed:true

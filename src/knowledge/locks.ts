/**
 * What a DDL form locks, scans and rewrites. PostgreSQL: observed on 15.18 and 18.6 (pg_locks, relfilenode, pg_stat_xact_user_tables), 2026-08;
 * the two agree on every form below. https://www.postgresql.org/docs/current/explicit-locking.html, …/sql-altertable.html
 */
export type TableLock =
  | 'none'
  | 'ACCESS SHARE'
  | 'ROW SHARE'
  | 'ROW EXCLUSIVE'
  | 'SHARE UPDATE EXCLUSIVE'
  | 'SHARE'
  | 'SHARE ROW EXCLUSIVE'
  | 'EXCLUSIVE'
  | 'ACCESS EXCLUSIVE';

/** What the application cannot do while somebody holds the lock, or waits for it. */
export const blockedBy: Readonly<Record<TableLock, 'nothing' | 'writes' | 'all'>> = {
  none: 'nothing',
  'ACCESS SHARE': 'nothing',
  'ROW SHARE': 'nothing',
  'ROW EXCLUSIVE': 'nothing',
  'SHARE UPDATE EXCLUSIVE': 'nothing',
  SHARE: 'writes',
  'SHARE ROW EXCLUSIVE': 'writes',
  EXCLUSIVE: 'writes',
  'ACCESS EXCLUSIVE': 'all',
};

export interface LockForm {
  lock: TableLock;
  scans?: true;
  rewrites?: true;
  /** Lock on the other table: the referenced one, the partition. */
  other?: TableLock;
}

const exclusive: LockForm = { lock: 'ACCESS EXCLUSIVE' };
const quiet: LockForm = { lock: 'none' };
const scanning: LockForm = { lock: 'ACCESS EXCLUSIVE', scans: true };
const rewriting: LockForm = { lock: 'ACCESS EXCLUSIVE', scans: true, rewrites: true };
const gentle: LockForm = { lock: 'SHARE UPDATE EXCLUSIVE' };

/** By operation; a variant stands after a slash. A form that is absent takes no lock on an existing table. */
export const postgresForms: Readonly<Record<string, LockForm>> = {
  'table.create': quiet,
  'table.drop': exclusive,
  'table.rename': exclusive,
  'table.alter': exclusive,
  'table.alter/set-options': gentle,
  'table.alter/comment': gentle,
  'table.alter/set-logged': rewriting,
  'table.alter/set-unlogged': rewriting,
  'table.alter/set-tablespace': rewriting,
  'table.alter/set-access-method': rewriting,
  'column.create': exclusive,
  'column.create/rewrites': rewriting,
  'column.drop': exclusive,
  'column.rename': exclusive,
  'column.alter': exclusive,
  'column.alter/type': rewriting,
  'column.alter/type-kept': exclusive,
  'column.alter/type-checked': scanning,
  'column.alter/set-not-null': scanning,
  'column.alter/set-not-null-proven': exclusive,
  'column.alter/set-statistics': gentle,
  'constraint.create/check': scanning,
  'constraint.create/check-not-valid': exclusive,
  'constraint.create/not-null': scanning,
  'constraint.create/not-null-not-valid': exclusive,
  'constraint.create/foreign-key': { lock: 'SHARE ROW EXCLUSIVE', scans: true, other: 'SHARE ROW EXCLUSIVE' },
  'constraint.create/foreign-key-not-valid': { lock: 'SHARE ROW EXCLUSIVE', other: 'SHARE ROW EXCLUSIVE' },
  'constraint.create/unique': scanning,
  'constraint.create/primary-key': scanning,
  'constraint.create/exclude': scanning,
  'constraint.create/using-index': exclusive,
  'constraint.create/using-nullable-index': scanning,
  'constraint.validate': { ...gentle, scans: true },
  'constraint.drop': exclusive,
  'constraint.drop/foreign-key': { lock: 'ACCESS EXCLUSIVE', other: 'ACCESS EXCLUSIVE' },
  'constraint.rename': exclusive,
  'constraint.alter': exclusive,
  'index.create': { lock: 'SHARE', scans: true },
  'index.create/concurrently': { ...gentle, scans: true },
  'index.create/only': { lock: 'SHARE' },
  'index.drop': exclusive,
  'index.drop/concurrently': gentle,
  'index.refresh': { lock: 'SHARE', scans: true },
  'index.refresh/concurrently': { ...gentle, scans: true },
  'index.rename': quiet,
  'partition.attach': { lock: 'SHARE UPDATE EXCLUSIVE', scans: true, other: 'ACCESS EXCLUSIVE' },
  'partition.attach-checked': { lock: 'SHARE UPDATE EXCLUSIVE', other: 'ACCESS EXCLUSIVE' },
  'partition.create': exclusive,
  'partition.detach': { lock: 'ACCESS EXCLUSIVE', other: 'ACCESS EXCLUSIVE' },
  'partition.detach/concurrently': gentle,
  'partition.drop': exclusive,
  'view.create': quiet,
  'view.drop': exclusive,
  'view.alter': exclusive,
  'view.rename': exclusive,
  'view.refresh': { lock: 'ACCESS EXCLUSIVE', scans: true },
  'view.refresh/concurrently': { lock: 'EXCLUSIVE', scans: true },
  'trigger.create': { lock: 'SHARE ROW EXCLUSIVE' },
  'trigger.create/rule': exclusive,
  'trigger.drop': exclusive,
  'trigger.alter': { lock: 'SHARE ROW EXCLUSIVE' },
  'trigger.rename': exclusive,
  'policy.create': exclusive,
  'policy.alter': exclusive,
  'policy.drop': exclusive,
  'comment.create': gentle,
  'extension.create/statistics': gentle,
  'rows.truncate': exclusive,
  'rows.insert': { lock: 'ROW EXCLUSIVE' },
  'rows.update': { lock: 'ROW EXCLUSIVE' },
  'rows.delete': { lock: 'ROW EXCLUSIVE' },
  'rows.update/all': { lock: 'ROW EXCLUSIVE', scans: true },
  'rows.delete/all': { lock: 'ROW EXCLUSIVE', scans: true },
  'session.maintain/vacuum': gentle,
  'session.maintain/analyze': gentle,
  'session.maintain/vacuum-full': rewriting,
  'session.maintain/cluster': rewriting,
  'session.maintain/repack': rewriting,
};

/** Locks of LOCK TABLE by mode, as written in the statement. */
export const lockModes: Readonly<Record<string, TableLock>> = {
  'access share': 'ACCESS SHARE',
  'row share': 'ROW SHARE',
  'row exclusive': 'ROW EXCLUSIVE',
  'share update exclusive': 'SHARE UPDATE EXCLUSIVE',
  share: 'SHARE',
  'share row exclusive': 'SHARE ROW EXCLUSIVE',
  exclusive: 'EXCLUSIVE',
  'access exclusive': 'ACCESS EXCLUSIVE',
  read: 'SHARE',
  write: 'ACCESS EXCLUSIVE',
};

export interface OnlineForm {
  algorithm: 'INSTANT' | 'NOCOPY' | 'INPLACE' | 'COPY';
  lock: 'NONE' | 'SHARED' | 'EXCLUSIVE';
  /** Why, in a few words, where it is not obvious. */
  because?: string;
}

const instant: OnlineForm = { algorithm: 'INSTANT', lock: 'NONE' };
const copies = (because: string): OnlineForm => ({ algorithm: 'COPY', lock: 'SHARED', because });

/**
 * The cheapest algorithm and the weakest lock that InnoDB accepts. Observed on MariaDB 10.11.19 by asking for each, 2026-08; where MySQL 8.0
 * is costlier, https://dev.mysql.com/doc/refman/8.0/en/innodb-online-ddl-operations.html agrees on what needs COPY.
 */
export const onlineForms: Readonly<Record<string, OnlineForm>> = {
  'column.create': instant,
  'column.create/expression-default': copies('an expression as default is evaluated for every row'),
  'column.create/auto-increment': { algorithm: 'INPLACE', lock: 'SHARED', because: 'every row gets a number' },
  'column.create/stored': copies('a stored generated column is computed for every row'),
  'column.create/references': copies('a foreign key is checked while foreign_key_checks is on'),
  'column.create/position-beside-virtual': copies('the table has a virtual column'),
  'column.drop': { algorithm: 'NOCOPY', lock: 'NONE' },
  'column.rename': instant,
  'column.alter/set-default': instant,
  'column.alter/drop-default': instant,
  'column.alter/kept': instant,
  'column.alter/nullable': { algorithm: 'INPLACE', lock: 'NONE' },
  'column.alter/not-null': { algorithm: 'INPLACE', lock: 'NONE' },
  'column.alter/type': copies('the type of the column changes'),
  'column.alter/length-byte': copies('the length no longer fits into the byte that holds it'),
  'column.alter/charset': copies('the character set of the column changes'),
  'column.alter/labels': copies('labels are removed or inserted before others'),
  'column.alter/auto-increment': copies('the column becomes AUTO_INCREMENT'),
  'index.create': { algorithm: 'NOCOPY', lock: 'NONE' },
  'index.create/fulltext': { algorithm: 'INPLACE', lock: 'SHARED', because: 'a full-text index is built' },
  'index.create/spatial': { algorithm: 'INPLACE', lock: 'SHARED', because: 'a spatial index is built' },
  'index.drop': { algorithm: 'NOCOPY', lock: 'NONE' },
  'index.rename': instant,
  'constraint.create/unique': { algorithm: 'NOCOPY', lock: 'NONE' },
  'constraint.create/primary-key': { algorithm: 'INPLACE', lock: 'NONE' },
  'constraint.create/foreign-key': copies('a foreign key is checked while foreign_key_checks is on'),
  'constraint.create/foreign-key-unchecked': { algorithm: 'INPLACE', lock: 'NONE' },
  'constraint.create/check': copies('every row is checked'),
  'constraint.create/check-inline': instant,
  'constraint.drop': instant,
  'constraint.drop/primary-key': copies('the primary key goes and no other one comes'),
  'constraint.drop/primary-key-replaced': { algorithm: 'INPLACE', lock: 'NONE' },
  'table.alter/convert-charset': copies('the character set of every column is converted'),
  'table.alter/default-charset': instant,
  'table.alter/comment': instant,
  'table.alter/auto-increment': instant,
  'table.alter/force': { algorithm: 'INPLACE', lock: 'NONE' },
  'table.alter/row-format': { algorithm: 'INPLACE', lock: 'NONE' },
  'table.alter/engine': { algorithm: 'INPLACE', lock: 'NONE' },
  'table.alter/engine-changed': copies('the storage engine changes'),
  'table.rename': instant,
};

/** First server version that adds a column with a constant default without touching the rows. https://mariadb.com/kb/en/instant-add-column-for-innodb/ */
export const instantDefaultSince: Readonly<Record<string, string>> = {
  postgresql: '11',
  mysql: '8.0.12',
  mariadb: '10.3.2',
};

/** First PostgreSQL that takes a validated CHECK (c IS NOT NULL) as proof for SET NOT NULL. https://www.postgresql.org/docs/12/release-12.html */
export const provenNotNullSince = '12';

/** First PostgreSQL on which ALTER TYPE … ADD VALUE may run inside a transaction. */
export const addValueInTransactionSince = '12';

/** Longest identifier, in bytes of UTF-8 (PostgreSQL: NAMEDATALEN − 1) or characters (MySQL, MariaDB). */
export const longestName = { bytes: 63, characters: 64 } as const;

// Catches names longer than the server keeps.
// PostgreSQL cuts them at 63 bytes without an error: two long names become one, and a later DROP or ALTER misses.
// bad:  CREATE INDEX organisation_members_organisation_id_and_created_at_descending_idx ON …
// good: a name of at most 63 bytes
import { longestName } from '../../knowledge/locks';
import { onPostgres } from './examples';
import { operationRule } from './operationRule';
import { isMySql, isPostgres } from './server';

const long = 'organisation_members_by_organisation_and_created_at_descending_idx';

export const identifierTooLong = operationRule({
  id: 'migration/identifier-too-long',
  ops: [
    'table.create',
    'table.drop',
    'table.rename',
    'column.create',
    'column.rename',
    'index.create',
    'index.rename',
    'constraint.create',
    'constraint.rename',
    'type.create',
    'view.create',
    'trigger.create',
    'sequence.create',
    'routine.create',
    'schema.create',
  ],
  meta: {
    title: 'Name longer than the server keeps',
    why: 'The server cuts the name without an error, so that two names may become one, and tools that look for the whole name do not find it.',
    todo: 'Choose a name of at most 63 bytes (PostgreSQL) or 64 characters (MySQL).',
    severity: 'note',
    sources: ['https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS'],
    examples: [
      onPostgres({
        title: 'An index name of 66 bytes',
        pending: `CREATE TABLE members (id bigint PRIMARY KEY);\nCREATE INDEX ${long} ON members (id);`,
        expect: ['migration/identifier-too-long'],
      }),
      onPostgres({ title: 'A name that fits', pending: 'CREATE TABLE members (id bigint PRIMARY KEY);', expect: [] }),
    ],
  },
  judge(op, policy) {
    const mysql = isMySql(op, policy);
    if (!mysql && !isPostgres(op, policy)) return undefined;
    const names = [
      op.op.startsWith('table.') ? op.table : undefined,
      op.op === 'column.create' ? op.column : undefined,
      op.options?.unnamed === undefined && !/^table\.|\.rename$/.test(op.op) ? op.object : undefined,
      op.op.endsWith('.rename') ? op.to : undefined,
    ];
    for (const full of names) {
      const name = full?.slice(full.lastIndexOf('.') + 1);
      if (name === undefined) continue;
      const size = mysql ? [...name].length : bytesOf(name);
      const most = mysql ? longestName.characters : longestName.bytes;
      if (size > most)
        return {
          what: `${name.slice(0, 40)}… has ${size} ${mysql ? 'characters' : 'bytes'}: the server ${mysql ? 'refuses' : 'cuts'} it at ${most}`,
        };
    }
    return undefined;
  },
});

function bytesOf(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

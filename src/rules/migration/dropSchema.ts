// Catches DROP SCHEMA and DROP DATABASE.
// Everything in it is gone, for the version that still runs as well.
// bad:  DROP SCHEMA legacy CASCADE;
// good: empty it in earlier releases; drop it when nothing is left, after a backup
import { onPostgres } from './examples';
import { operationRule } from './operationRule';

export const dropSchema = operationRule({
  id: 'migration/drop-schema',
  ops: ['schema.drop'],
  meta: {
    title: 'Schema or database dropped',
    why: 'Every table, view and function in it goes with it, and no down brings the rows back.',
    todo: 'Drop what is in it step by step in earlier releases, and the empty schema last, after a backup.',
    severity: 'blocker',
    sources: ['https://www.postgresql.org/docs/current/sql-dropschema.html'],
    examples: [
      onPostgres({
        title: 'A schema goes with everything in it',
        pending: 'DROP SCHEMA legacy CASCADE;',
        expect: ['migration/drop-schema'],
      }),
      onPostgres({ title: 'A schema is created', pending: 'CREATE SCHEMA reporting;', expect: [] }),
    ],
  },
  judge(op) {
    if (op.objectState === 'new') return undefined;
    const sort = op.options?.sort === 'database' ? 'database' : 'schema';
    return {
      what: `${sort} ${op.object ?? ''} is dropped${op.cascade ? ' with everything in it' : ''}`,
      subject: `${sort} ${op.object ?? ''}`,
    };
  },
});

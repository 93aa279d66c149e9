// Catches a schema that is renamed.
// Every qualified name in the version that still runs stops working at once.
// bad:  ALTER SCHEMA shop RENAME TO store;
// good: a new schema with views, and the old one until nobody uses it
import { onPostgres } from './examples';
import { operationRule } from './operationRule';

export const renameSchema = operationRule({
  id: 'migration/rename-schema',
  ops: ['schema.rename'],
  meta: {
    title: 'Schema renamed in one step',
    why: 'Each query and each search_path that names the schema fails from that moment on, in the version that still runs and in the one that a rollback brings back.',
    todo: 'Create the new schema beside the old one, with views between them, and drop the old one in a later release.',
    severity: 'blocker',
    sources: ['https://www.postgresql.org/docs/current/sql-alterschema.html'],
    examples: [
      onPostgres({
        title: 'A schema in use',
        pending: 'ALTER SCHEMA shop RENAME TO store;',
        expect: ['migration/rename-schema'],
      }),
      onPostgres({
        title: 'Another owner breaks no query',
        pending: 'ALTER SCHEMA shop OWNER TO shop_admin;',
        expect: [],
      }),
    ],
  },
  judge(op) {
    if (op.objectState === 'new') return undefined;
    return {
      what: `schema ${op.object} is renamed to ${op.to}: the running version still uses the old name`,
      subject: `schema ${op.object}`,
    };
  },
});

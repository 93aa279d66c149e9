import assert from 'node:assert/strict';
import type { Policy } from '../../../src/core/policy';
import { open } from '../../support/project';

const before = {
  'db/001_orders.up.sql':
    'CREATE TABLE orders (id bigint PRIMARY KEY, status text, weight int, CONSTRAINT weighed CHECK (weight > 0));\nALTER TABLE orders ADD CONSTRAINT known CHECK (status IS NOT NULL) NOT VALID;\n',
  'db/001_orders.down.sql': 'DROP TABLE orders;\n',
};

/** Load of the only pending migration. */
function loadOf(sql: string, transaction?: 'none') {
  const policy: Policy = {
    data: { databases: [{ migrations: 'db', dialect: 'postgresql', ...(transaction ? { transaction } : {}) }] },
  };
  const head = { ...before, 'db/002_next.up.sql': sql, 'db/002_next.down.sql': 'SELECT 1;\n' };
  const [step, ...more] = open({ base: before, head, policy })
    .review()
    .steps.filter(({ lock }) => lock !== undefined);
  assert.equal(more.length, 0);
  return step?.lock;
}

const addAndValidate =
  'ALTER TABLE orders ADD CONSTRAINT sized CHECK (weight < 90) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT sized;\n';

describe('the load of a migration', () => {
  it('keeps the lock of a transaction: what is scanned later is scanned under it', () => {
    assert.deepEqual(loadOf(addAndValidate), { blocks: 'all', scans: true, rewrites: false, table: 'orders' });
  });

  it('is that of the heaviest statement where each runs by itself', () => {
    assert.deepEqual(loadOf(addAndValidate, 'none'), {
      blocks: 'all',
      scans: false,
      rewrites: false,
      table: 'orders',
    });
  });

  it('does not put a scan under a lock that is taken after it', () => {
    assert.deepEqual(
      loadOf('ALTER TABLE orders VALIDATE CONSTRAINT known;\nALTER TABLE orders DROP CONSTRAINT weighed;\n'),
      { blocks: 'all', scans: false, rewrites: false, table: 'orders' },
    );
  });

  it('blocks nobody where a constraint is validated on its own', () => {
    assert.deepEqual(loadOf('ALTER TABLE orders VALIDATE CONSTRAINT known;\n'), {
      blocks: 'nothing',
      scans: true,
      rewrites: false,
      table: 'orders',
    });
  });

  it('does not count a table that the migration makes', () => {
    assert.equal(
      loadOf('CREATE TABLE notes (id bigint PRIMARY KEY);\nALTER TABLE notes ADD COLUMN body text;\n')?.blocks,
      'nothing',
    );
  });
});

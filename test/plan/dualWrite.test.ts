import assert from 'node:assert/strict';
import type { Dialect } from '../../src/core/fact';
import type { FactsOf } from '../../src/core/plan';
import type { Step } from '../../src/core/step';
import { withDualWrite } from '../../src/plan/dualWrite';

describe('plan: the query that the deploy asks for', () => {
  const step = (kind: Step['kind'], more: Partial<Step> = {}): Step => ({
    id: kind,
    kind,
    phase: 'release',
    subject: kind,
    title: kind,
    origin: 'FOUND',
    evidence: [],
    ...more,
  });
  const asked = (dialect: Dialect) => {
    const made = {
      op: 'column.create',
      direction: 'up',
      table: 'order',
      column: 'createdAt',
      type: 'timestamp',
      defaultText: 'now()',
      dialect,
    };
    const facts = ((kind: string) => (kind === 'ddl.operation' ? [made] : [])) as unknown as FactsOf;
    const copies = [{ table: 'order', source: 'town', target: 'city' }];
    return withDualWrite([step('deploy'), step('backfill', { copies })], facts)[0]?.query?.sql;
  };

  it('quotes names as the server wants them', () => {
    assert.equal(
      asked('postgresql'),
      `select count(*) from "order" where "createdAt" > now() - interval '15 min' and town is not null and city is null;`,
    );
    assert.equal(
      asked('mysql'),
      'select count(*) from `order` where `createdAt` > now() - interval 15 minute and town is not null and city is null;',
    );
    assert.equal(asked('sqlite'), undefined);
  });
});

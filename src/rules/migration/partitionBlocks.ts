// Catches a partition that is attached without proof of its bounds, or detached without CONCURRENTLY.
// ATTACH reads the whole partition under an ACCESS EXCLUSIVE lock on it; DETACH locks parent and partition exclusively.
// bad:  ALTER TABLE events DETACH PARTITION events_2023;
// good: ALTER TABLE events DETACH PARTITION events_2023 CONCURRENTLY;   -- outside a transaction, PostgreSQL 14
import { fixOf, insertAfter } from './edits';
import { onPostgres } from './examples';
import { evidenceOf, type Judgement, operationRule } from './operationRule';
import { isPostgres, type Op, runsInTransaction, sizeSentence } from './server';

const events =
  'CREATE TABLE events (id bigint, at date) PARTITION BY RANGE (at);\nCREATE TABLE events_2023 (id bigint, at date);';

export const partitionBlocks = operationRule({
  id: 'migration/partition-blocks',
  ops: ['partition.attach', 'partition.detach'],
  meta: {
    title: 'Partition attached or detached under an exclusive lock',
    why: 'DETACH takes an ACCESS EXCLUSIVE lock on the parent: it waits for every running query on any partition, and all new ones wait behind it.',
    todo: 'DETACH … CONCURRENTLY outside a transaction (PostgreSQL 14).',
    severity: 'warning',
    sources: ['https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE'],
    examples: [
      onPostgres({
        title: 'A partition is detached',
        before: events,
        pending: 'ALTER TABLE events DETACH PARTITION events_2023;',
        expect: ['migration/partition-blocks'],
      }),
      onPostgres({
        title: 'A CHECK proves the bounds, so that nothing is read',
        before: `${events}\nALTER TABLE events_2023 ADD CONSTRAINT bounds CHECK (at >= '2023-01-01' AND at < '2024-01-01');`,
        pending: "ALTER TABLE events ATTACH PARTITION events_2023 FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');",
        expect: [],
      }),
    ],
  },
  judge(op, policy): Judgement | undefined {
    if (!isPostgres(op, policy) || op.tableState === 'new') return undefined;
    if (op.op === 'partition.detach') return detached(op, runsInTransaction(op, policy));
    if (!op.scans || op.alsoLocks?.length === 0 || op.alsoLocks === undefined) return undefined;
    return {
      what: `partition ${op.object} is attached without a CHECK on its bounds: it is read under a lock`,
      why: `Every row of the partition is compared with its bounds under an ACCESS EXCLUSIVE lock on it. ${sizeSentence(op.object, policy)}`,
      todo: 'Add a CHECK with the bounds to the partition, NOT VALID and validated, before you attach it; drop it afterwards.',
      evidence: evidenceOf(op),
    };
  },
});

function detached(op: Op, inTransaction: boolean): Judgement | undefined {
  if (op.concurrently || op.options?.finalize !== undefined) return undefined;
  const edit = inTransaction
    ? undefined
    : insertAfter(op, /\bDETACH\s+PARTITION\s+(?:"[^"]+"|[\w$.])+/i, ' CONCURRENTLY');
  return {
    what: `partition ${op.object} is detached without CONCURRENTLY: reads and writes on ${op.table} wait`,
    evidence: evidenceOf(op),
    fixes: fixOf('Detach it CONCURRENTLY', false, [edit]),
  };
}

/*
 * What it catches: a pending migration drops or renames a column, table or enum value that code still reads or writes:
 * the code of this release, or the version that is running while the migration is applied.
 *
 * Why it breaks a release: between the migration and the end of the rollout both versions run. Every query that names the
 * lost object fails, and rolling the code back makes it worse: the old version needs what is gone.
 *
 * Bad:  ALTER TABLE customers DROP COLUMN phone;   -- while src/customers.ts still selects phone
 * Good: release the code that no longer names the column; drop the column in a later release.
 */
import { ddlSubject } from '../../core/identity';
import { plainName, singular } from '../../core/names';
import { defineRule, type Facts, type Verdict } from '../../core/rule';
import { takesAway } from '../../knowledge/vocabulary';
import { hasOtherName, isCalledOtherwise, type Kinds, type Lost, type Use, usesOf } from './lostObjectUses';

interface Used {
  lost: Lost;
  uses: Use[];
}

const column = (name: string) => `column ${plainName(name)}`;
const table = (name: string) => `table ${singularKey(name)}`;
const value = (label: string) => `value ${label}`;
const singularKey = (name: string) => singular(plainName(name));
/** Where an ORM calls a column or a table by a name of its own, the name in the database and the one in the code meet in one case. */
const otherNames = 'names of the code';

export const droppedObjectStillUsed = defineRule({
  id: 'migration/dropped-object-still-used',
  meta: {
    title: 'A dropped or renamed object is still used',
    why: 'While the release rolls out, both versions run against the new schema. Every query that names the lost object fails, and rolling the code back does not help: the old version needs what is gone.',
    todo: 'Release the code that no longer names it first. Drop or rename it in a later release, when no running version uses it.',
    severity: 'blocker',
    examples: [
      {
        title: 'a column is dropped while a query still selects it',
        base: {
          'migrations/20260101000000_users.sql':
            'CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text);\n',
          'src/users.ts':
            "import { pool } from './db';\nexport const find = (id: string) => pool.query('SELECT id, phone FROM users WHERE id = $1', [id]);\n",
        },
        head: {
          'migrations/20260101000000_users.sql':
            'CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text);\n',
          'migrations/20260201000000_drop_phone.sql': 'ALTER TABLE users DROP COLUMN phone;\n',
          'src/users.ts':
            "import { pool } from './db';\nexport const find = (id: string) => pool.query('SELECT id, phone FROM users WHERE id = $1', [id]);\n",
        },
        expect: ['migration/dropped-object-still-used'],
      },
      {
        title: 'no running version names the column any more',
        base: {
          'migrations/20260101000000_users.sql':
            'CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text);\n',
          'src/users.ts':
            "import { pool } from './db';\nexport const find = (id: string) => pool.query('SELECT id, email FROM users WHERE id = $1', [id]);\n",
        },
        head: {
          'migrations/20260101000000_users.sql':
            'CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text);\n',
          'migrations/20260201000000_drop_phone.sql': 'ALTER TABLE users DROP COLUMN phone;\n',
          'src/users.ts':
            "import { pool } from './db';\nexport const find = (id: string) => pool.query('SELECT id, email FROM users WHERE id = $1', [id]);\n",
        },
        expect: [],
      },
    ],
  },
  reads: ['ddl.resolved', 'column.used', 'column.declared', 'value.accepted'],
  within: 'database',
  by(fact) {
    switch (fact.kind) {
      case 'ddl.resolved': {
        if (fact.op.startsWith('column.') && fact.column) return [column(fact.column), otherNames];
        if (/^(?:table|view)\.(?:drop|rename|create)$/.test(fact.op))
          return [
            table(fact.table ?? fact.object ?? ''),
            ...(fact.op.endsWith('.rename') && fact.to ? [table(fact.to)] : []),
            otherNames,
          ];
        if (/^value\.(?:drop|rename|create)$/.test(fact.op) && fact.value !== undefined) return value(fact.value);
        return [];
      }
      case 'column.used': {
        if (fact.via === 'enum') return value(fact.literal ?? '');
        const owners = [fact.table, fact.model, ...(fact.among ?? [])].flatMap((name) => (name ? [table(name)] : []));
        // An ORM reaches a table through the field of a relation too: `include: { orders: true }`.
        const related = fact.via === 'sql' || fact.via === 'builder' ? [] : [table(fact.column)];
        const names = fact.column === '*' ? owners : [column(fact.column), ...owners, ...related];
        const keys = [...names, otherNames];
        return [...new Set(fact.literal === undefined ? keys : [...keys, value(fact.literal)])];
      }
      case 'column.declared':
        return [
          ...new Set([
            column(fact.column),
            ...(fact.field ? [column(fact.field)] : []),
            table(fact.table),
            ...(fact.model ? [table(fact.model)] : []),
            ...(hasOtherName(fact) ? [otherNames] : []),
          ]),
        ];
      case 'value.accepted':
        return fact.by === 'switch' ? [] : fact.values.map(value);
      default:
        return [];
    }
  },
  judge(c) {
    const gone = c.head
      .of('ddl.resolved')
      .filter(
        (op) =>
          takesAway(op) &&
          !op.livesOn &&
          (isCalledOtherwise(op, c.head) || isCalledOtherwise(op, c.base)
            ? c.key === otherNames
            : c.key === keyOf(op)) &&
          !bornAgain(op, c.head),
      );
    const used = gone
      .map((lost): Used => ({ lost, uses: [...usesOf(lost, c.head, 'head'), ...usesOf(lost, c.base, 'base')] }))
      .filter(({ uses }) => uses.length > 0);
    return [...byName(used)].map(([, [first, ...again]]) => verdictOf(first, again));
  },
});

/** Columns of one name in two tables are two losses; what is dropped in two places is one. */
function byName(used: readonly Used[]): Map<string, [Used, ...Used[]]> {
  const found = new Map<string, [Used, ...Used[]]>();
  for (const one of used) {
    const same = found.get(partOf(one.lost));
    if (same) same.push(one);
    else found.set(partOf(one.lost), [one]);
  }
  return found;
}

function partOf(lost: Lost): string {
  if (lost.value !== undefined) return `value ${plainName(lost.object ?? '')}.${lost.value}`;
  return lost.column ? `column ${plainName(lost.table ?? '')}.${plainName(lost.column)}` : keyOf(lost);
}

function keyOf(op: Lost): string {
  if (op.op.startsWith('value.')) return value(op.value ?? '');
  return op.op.startsWith('column.') ? column(op.column ?? '') : table(op.table ?? op.object ?? '');
}

/** The same migration, or a later pending one, makes an object of that name again: another type, not another name. */
function bornAgain(lost: Lost, facts: Facts<Kinds>): boolean {
  return facts
    .of('ddl.resolved')
    .some(
      (op) =>
        op !== lost &&
        op.pending &&
        op.direction === 'up' &&
        ((/^(?:column|table|view|value)\.create$/.test(op.op) && isSame(op, lost)) ||
          (op.op.endsWith('.rename') &&
            op.to !== undefined &&
            plainName(op.to) === plainName(ownName(lost)) &&
            isSameSort(op, lost) &&
            sameOwner(op, lost))),
    );
}

function ownName(op: Lost): string {
  return op.column ?? op.value ?? op.table ?? op.object ?? '';
}

function isSame(a: Lost, b: Lost): boolean {
  return isSameSort(a, b) && plainName(ownName(a)) === plainName(ownName(b)) && sameOwner(a, b);
}

/** Tables and views share their names; columns and values have their own. */
function isSameSort(a: Lost, b: Lost): boolean {
  const sort = (op: Lost) => op.op.slice(0, op.op.indexOf('.')).replace('view', 'table');
  return sort(a) === sort(b);
}

function sameOwner(a: Lost, b: Lost): boolean {
  if (a.value !== undefined) return plainName(a.object ?? '') === plainName(b.object ?? '');
  return !a.column || !b.column || plainName(a.table ?? '') === plainName(b.table ?? '');
}

function nameOf(lost: Lost): string {
  if (lost.value !== undefined) return `${lost.object ?? '?'}.${lost.value}`;
  return lost.column ? `${lost.table ?? '?'}.${lost.column}` : (lost.table ?? lost.object ?? '?');
}

const verbOf = (lost: Lost) => (lost.op.endsWith('.rename') ? 'renamed' : 'dropped');
const places = (count: number) => (count === 1 ? 'one place' : `${count} places`);

function verdictOf({ lost, uses }: Used, again: readonly Used[]): Verdict {
  const name = nameOf(lost);
  const verb = verbOf(lost);
  const atHead = uses.filter((u) => u.side === 'head');
  const atBase = uses.filter((u) => u.side === 'base');
  const shown = atHead.length > 0 ? atHead : atBase;
  return {
    what:
      atHead.length > 0
        ? `${name} is ${verb} here but still used in ${places(shown.length)}`
        : `${name} is ${verb} here while the running version uses it in ${places(shown.length)}`,
    ...(atHead.length === 0
      ? {
          todo: `Ship the code without ${name} first, and ${verb === 'renamed' ? 'rename' : 'drop'} it in a later release, when the version that uses it no longer runs and is no longer what you would roll back to.`,
        }
      : {}),
    part: partOf(lost),
    subject: ddlSubject(lost),
    at: lost.at,
    confidence: uses.some((u) => u.certain) ? (lost.confidence ?? 'certain') : 'likely',
    evidence: [
      ...shown.map(({ at, note }) => ({ at, note })),
      ...again.map((other) => ({
        at: other.lost.at,
        note: `${nameOf(other.lost)} is ${verbOf(other.lost)} here too, and used in ${places(other.uses.length)}`,
      })),
    ],
  };
}

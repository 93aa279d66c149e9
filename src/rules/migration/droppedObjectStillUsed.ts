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
import type { Fact } from '../../core/fact';
import { ddlSubject } from '../../core/identity';
import { plainName, sameTable, singular } from '../../core/names';
import { defineRule, type Facts, type Verdict } from '../../core/rule';
import { takesAway } from '../../knowledge/vocabulary';

type Kinds = 'ddl.resolved' | 'column.used' | 'column.declared' | 'value.accepted';
type Lost = Fact<'ddl.resolved'>;

type Side = 'head' | 'base';

interface Use {
  at: Lost['at'];
  note: string;
  side: Side;
  certain: boolean;
}

interface Used {
  lost: Lost;
  uses: Use[];
}

const column = (name: string) => `column ${plainName(name)}`;
const table = (name: string) => `table ${singularKey(name)}`;
const value = (label: string) => `value ${label}`;
const singularKey = (name: string) => singular(plainName(name));

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
        if (fact.op.startsWith('column.') && fact.column) return column(fact.column);
        if (/^(?:table|view)\.(?:drop|rename|create)$/.test(fact.op))
          return [
            table(fact.table ?? fact.object ?? ''),
            ...(fact.op.endsWith('.rename') && fact.to ? [table(fact.to)] : []),
          ];
        if (/^value\.(?:drop|rename|create)$/.test(fact.op) && fact.value !== undefined) return value(fact.value);
        return [];
      }
      case 'column.used': {
        if (fact.via === 'enum') return value(fact.literal ?? '');
        const owners = [fact.table, fact.model, ...(fact.among ?? [])].flatMap((name) => (name ? [table(name)] : []));
        // An ORM reaches a table through the field of a relation too: `include: { orders: true }`.
        const related = fact.via === 'sql' || fact.via === 'builder' ? [] : [table(fact.column)];
        const keys = fact.column === '*' ? owners : [column(fact.column), ...owners, ...related];
        return [...new Set(fact.literal === undefined ? keys : [...keys, value(fact.literal)])];
      }
      case 'column.declared':
        return [
          ...new Set([
            column(fact.column),
            ...(fact.field ? [column(fact.field)] : []),
            table(fact.table),
            ...(fact.model ? [table(fact.model)] : []),
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
      .filter((op) => takesAway(op) && keyOf(op) === c.key && !op.livesOn && !bornAgain(op, c.head));
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

function usesOf(lost: Lost, facts: Facts<Kinds>, side: Side): Use[] {
  if (lost.op.startsWith('value.')) return usesOfValue(lost, facts, side);
  return lost.column ? [...usesOfColumn(lost, facts, side)] : usesOfTable(lost, facts, side);
}

/** A model alone reads nothing: what is left of it in the running version does no harm. At head it is forgotten. */
function usesOfTable(lost: Lost, facts: Facts<Kinds>, side: Side): Use[] {
  const declared = facts.of('column.declared');
  const name = lost.table ?? lost.object ?? '';
  const isOwn = (other: string | undefined) => other !== undefined && plainName(other) === plainName(name);
  const model = declared.find((d) => isOwn(d.table));
  const uses: Use[] = [];
  for (const use of facts.of('column.used')) {
    const owner = use.table ?? tableOfModel(use.model, declared) ?? use.among?.find(isOwn) ?? use.model;
    // A statement or call names its table once, besides the columns.
    const certain = use.column === '*' && isOwn(owner);
    // A field that is called as the model is a relation to it.
    const related =
      !certain && model?.model !== undefined && use.via !== 'sql' && use.via !== 'builder' && use.via !== 'enum';
    if (certain || (related && use.column !== '*' && sameTable(use.column, model?.model ?? '')))
      uses.push({ at: use.at, note: noteOf(use, side), side, certain });
  }
  if (model && (uses.length > 0 || side === 'head'))
    uses.push({
      at: model.at,
      note: `${model.model ? `model ${model.model}` : `table ${model.table}`} is declared ${where(side)}`,
      side,
      certain: true,
    });
  return uses;
}

function* usesOfColumn(lost: Lost, facts: Facts<Kinds>, side: Side): Iterable<Use> {
  const declared = facts.of('column.declared');
  const owner = lost.table ?? '';
  for (const d of declared) {
    if (plainName(d.column) !== plainName(lost.column ?? '') || !ownsModel(d.table, owner, d.model)) continue;
    yield {
      at: d.at,
      note: `${d.model ?? d.table}.${d.field ?? d.column} is declared ${where(side)}: the ORM names it in every query that does not select others`,
      side,
      certain: true,
    };
  }
  const others = (lost.tablesWithColumn ?? []).filter((t) => plainName(t) !== plainName(owner));
  for (const use of facts.of('column.used')) {
    if (use.via === 'enum' || plainName(use.column) !== plainName(lost.column ?? '')) continue;
    const table = use.table ?? tableOfModel(use.model, declared);
    if (table !== undefined) {
      const own = use.table === undefined ? sameTable(table, owner) : plainName(table) === plainName(owner);
      if (own) yield { at: use.at, note: noteOf(use, side), side, certain: true };
    } else if (use.model !== undefined) {
      if (sameTable(use.model, owner)) yield { at: use.at, note: noteOf(use, side), side, certain: true };
    } else if (use.among) {
      if (
        use.among.some((t) => plainName(t) === plainName(owner)) &&
        !use.among.some((t) => others.some((o) => plainName(o) === plainName(t)))
      )
        yield { at: use.at, note: noteOf(use, side), side, certain: false };
    } else if (others.length === 0 && use.via === 'sql')
      yield { at: use.at, note: noteOf(use, side), side, certain: false };
  }
}

/** The table of a model may be made up of the model's name: then number does not matter. */
function ownsModel(table: string, owner: string, model: string | undefined): boolean {
  if (plainName(table) === plainName(owner)) return true;
  return model !== undefined && sameTable(table, model) && sameTable(table, owner);
}

/** Places that name the label, and sets of the code that still accept it at head. */
function usesOfValue(lost: Lost, facts: Facts<Kinds>, side: Side): Use[] {
  const type = plainName(lost.object ?? '');
  const uses: Use[] = [];
  for (const set of facts.of('value.accepted'))
    if (side === 'head' && plainName(set.set) === type && set.values.includes(lost.value ?? ''))
      uses.push({ at: set.at, note: `${set.set} still has ${lost.value} ${where(side)}`, side, certain: true });
  for (const use of facts.of('column.used')) {
    if (use.literal !== lost.value) continue;
    const ofEnum = use.via === 'enum' && plainName(use.column) === type;
    if (ofEnum || (use.via !== 'enum' && facts.of('value.accepted').some((set) => plainName(set.set) === type)))
      uses.push({ at: use.at, note: noteOf(use, side), side, certain: ofEnum });
  }
  return uses;
}

function tableOfModel(model: string | undefined, declared: readonly Fact<'column.declared'>[]): string | undefined {
  return model === undefined
    ? undefined
    : declared.find((d) => d.model !== undefined && plainName(d.model) === plainName(model))?.table;
}

const where = (side: Side) => (side === 'head' ? 'in this release' : 'in the running version');

function noteOf(use: Fact<'column.used'>, side: Side): string {
  return `${use.access === 'write' ? 'written' : 'read'} ${where(side)}`;
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

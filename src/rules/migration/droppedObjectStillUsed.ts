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
import { plainName, sameTable } from '../../core/names';
import { defineRule, type Facts, type Verdict } from '../../core/rule';
import { takesAway } from '../../knowledge/vocabulary';

type Kinds = 'ddl.resolved' | 'column.used' | 'column.declared' | 'value.accepted';
type Lost = Fact<'ddl.resolved'>;

interface Use {
  at: Lost['at'];
  note: string;
  side: 'head' | 'base';
  certain: boolean;
}

const column = (name: string) => `column ${plainName(name)}`;
const table = (name: string) => `table ${singularKey(name)}`;
const singularKey = (name: string) =>
  plainName(name)
    .replace(/ies$/, 'y')
    .replace(/(?<!s|u|i)s$/, '');

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
        if (/^(?:table|view)\.(?:drop|rename|create)$/.test(fact.op)) return table(fact.table ?? fact.object ?? '');
        return [];
      }
      case 'column.used': {
        const owners = [fact.table, fact.model, ...(fact.among ?? [])].flatMap((name) => (name ? [table(name)] : []));
        return fact.column === '*' ? owners : [column(fact.column), ...owners];
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
      default:
        return [];
    }
  },
  judge(c) {
    const lost = c.head.of('ddl.resolved').find((op) => takesAway(op) && !bornAgain(op, c.head));
    if (!lost) return undefined;
    const uses = [...usesOf(lost, c.head, 'head'), ...usesOf(lost, c.base, 'base')];
    if (uses.length === 0) return undefined;
    return verdictOf(lost, uses);
  },
});

/** The same migration, or a later pending one, makes an object of that name again: another type, not another name. */
function bornAgain(lost: Lost, facts: Facts<Kinds>): boolean {
  return facts
    .of('ddl.resolved')
    .some(
      (op) =>
        op !== lost &&
        op.pending &&
        op.direction === 'up' &&
        ((/^(?:column|table|view)\.create$/.test(op.op) && same(op, lost)) ||
          (op.op.endsWith('.rename') &&
            op.to !== undefined &&
            plainName(op.to) === plainName(lost.column ?? lost.table ?? '') &&
            sameOwner(op, lost))),
    );
}

function same(a: Lost, b: Lost): boolean {
  return (
    plainName(a.column ?? a.table ?? a.object ?? '') === plainName(b.column ?? b.table ?? b.object ?? '') &&
    sameOwner(a, b)
  );
}

function sameOwner(a: Lost, b: Lost): boolean {
  return !a.column || !b.column || plainName(a.table ?? '') === plainName(b.table ?? '');
}

function* usesOf(lost: Lost, facts: Facts<Kinds>, side: 'head' | 'base'): Iterable<Use> {
  const declared = facts.of('column.declared');
  if (!lost.column) {
    const name = lost.table ?? lost.object ?? '';
    for (const use of facts.of('column.used')) {
      const owner = use.table ?? tableOfModel(use.model, declared) ?? use.among?.find((t) => sameTable(t, name));
      if (owner && plainName(owner) === plainName(name))
        yield { at: use.at, note: noteOf(use, side), side, certain: true };
    }
    const [model] = declared.filter((d) => plainName(d.table) === plainName(name));
    if (model)
      yield {
        at: model.at,
        note: `${model.model ? `model ${model.model}` : `table ${model.table}`} is declared ${where(side)}`,
        side,
        certain: true,
      };
    return;
  }
  const owner = lost.table ?? '';
  for (const d of declared) {
    if (plainName(d.column) !== plainName(lost.column) || plainName(d.table) !== plainName(owner)) continue;
    yield {
      at: d.at,
      note: `${d.model ?? d.table}.${d.field ?? d.column} is declared ${where(side)}: the ORM names it in every query that does not select others`,
      side,
      certain: true,
    };
  }
  const others = (lost.tablesWithColumn ?? []).filter((t) => plainName(t) !== plainName(owner));
  for (const use of facts.of('column.used')) {
    if (plainName(use.column) !== plainName(lost.column)) continue;
    const table = use.table ?? tableOfModel(use.model, declared);
    if (table !== undefined) {
      if (plainName(table) === plainName(owner)) yield { at: use.at, note: noteOf(use, side), side, certain: true };
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

function tableOfModel(model: string | undefined, declared: readonly Fact<'column.declared'>[]): string | undefined {
  return model === undefined
    ? undefined
    : declared.find((d) => d.model !== undefined && plainName(d.model) === plainName(model))?.table;
}

const where = (side: 'head' | 'base') => (side === 'head' ? 'in this release' : 'in the running version');

function noteOf(use: Fact<'column.used'>, side: 'head' | 'base'): string {
  return `${use.access === 'write' ? 'written' : 'read'} ${where(side)}`;
}

function verdictOf(lost: Lost, uses: Use[]): Verdict {
  const name = lost.column ? `${lost.table ?? '?'}.${lost.column}` : (lost.table ?? lost.object ?? '?');
  const atHead = uses.filter((u) => u.side === 'head');
  const atBase = uses.filter(
    (u) => u.side === 'base' && !atHead.some((h) => h.at.file === u.at.file && h.at.start === u.at.start),
  );
  const verb = lost.op.endsWith('.rename') ? 'renamed' : 'dropped';
  const shown = atHead.length > 0 ? atHead : atBase;
  const places = shown.length === 1 ? 'one place' : `${shown.length} places`;
  return {
    what:
      atHead.length > 0
        ? `${name} is ${verb} here but still used in ${places}`
        : `${name} is ${verb} here while the running version uses it in ${places}`,
    ...(atHead.length === 0
      ? {
          todo: `Ship the code without ${name} first, and ${verb === 'renamed' ? 'rename' : 'drop'} it in a later release, when the version that uses it no longer runs and is no longer what you would roll back to.`,
        }
      : {}),
    subject: ddlSubject(lost),
    at: lost.at,
    confidence: uses.some((u) => u.certain) ? (lost.confidence ?? 'certain') : 'likely',
    evidence: shown.map(({ at, note }) => ({ at, note })),
  };
}

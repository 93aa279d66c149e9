import type { Fact } from '../../core/fact';
import { plainName, sameTable } from '../../core/names';
import type { Facts } from '../../core/rule';

export type Kinds = 'ddl.resolved' | 'column.used' | 'column.declared' | 'value.accepted';
export type Lost = Fact<'ddl.resolved'>;

export type Side = 'head' | 'base';

export interface Use {
  at: Lost['at'];
  note: string;
  side: Side;
  certain: boolean;
}

/** The field is not called as the column, or the model not as the table. */
export function hasOtherName(declared: Fact<'column.declared'>): boolean {
  const { table, column, model, field } = declared;
  return (
    (field !== undefined && plainName(field) !== plainName(column)) || (model !== undefined && !sameTable(model, table))
  );
}

/** Its model or field has another name on this side: only where all names are at hand can its uses be told. */
export function isCalledOtherwise(lost: Lost, facts: Facts<Kinds>): boolean {
  if (lost.value !== undefined) return false;
  const owner = lost.table ?? lost.object ?? '';
  return facts.of('column.declared').some((d) => {
    if (lost.column === undefined)
      return d.model !== undefined && plainName(d.table) === plainName(owner) && !sameTable(d.model, d.table);
    return (
      plainName(d.column) === plainName(lost.column) &&
      ownsModel(d.table, owner, d.model) &&
      d.field !== undefined &&
      plainName(d.field) !== plainName(d.column)
    );
  });
}

/** Where the code of one side reads, writes or declares what is lost. */
export function usesOf(lost: Lost, facts: Facts<Kinds>, side: Side): Use[] {
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
  const fields: Fact<'column.declared'>[] = [];
  for (const d of declared) {
    if (plainName(d.column) !== plainName(lost.column ?? '') || !ownsModel(d.table, owner, d.model)) continue;
    fields.push(d);
    yield {
      at: d.at,
      note: `${d.model ?? d.table}.${d.field ?? d.column} is declared ${where(side)}: the ORM names it in every query that does not select others`,
      side,
      certain: true,
    };
  }
  const others = (lost.tablesWithColumn ?? []).filter((t) => plainName(t) !== plainName(owner));
  for (const use of facts.of('column.used')) {
    if (use.via === 'enum') continue;
    if (use.model !== undefined && fields.some((d) => isField(use, d))) {
      yield { at: use.at, note: noteOf(use, side), side, certain: true };
      continue;
    }
    if (plainName(use.column) !== plainName(lost.column ?? '')) continue;
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

/** A call to the ORM names the field by the model's own name for it. */
function isField(use: Fact<'column.used'>, declared: Fact<'column.declared'>): boolean {
  return (
    declared.model !== undefined &&
    declared.field !== undefined &&
    plainName(declared.model) === plainName(use.model ?? '') &&
    plainName(declared.field) === plainName(use.column)
  );
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

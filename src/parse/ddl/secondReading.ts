import type { ColumnDefinition, Statement } from 'sql-parser-cst';
import { statementTree } from '../sqlTree';
import { readGenerated } from './columns';
import { readConstraint } from './constraints';
import { type Cursor, nameOf, part } from './cursor';
import { sortDefault } from './defaults';
import type { Draft } from './operation';
import { readType } from './types';

/**
 * A second opinion on a statement that the token reader did not understand to its end: the full grammar of the dialect
 * tells where each part of a column definition starts and ends. Nothing when the grammar rejects the statement too.
 */
export function secondReading(c: Cursor, drafts: readonly Draft[]): Draft[] | undefined {
  const base = c.tokens[0]?.start ?? 0;
  const end = c.tokens.at(-1)?.end ?? base;
  const tree = statementTree(c.text.slice(base, end), c.dialect);
  if (!tree || drafts.length === 0) return undefined;
  const place = createPlaces(c, base);
  let corrected = [...drafts];
  for (const definition of columnsOf(tree)) {
    const range = place(definition.range);
    const first = c.tokens[range.at];
    const column = first ? nameOf(c, first) : undefined;
    const known = corrected.find((d) => d.op === 'column.create' && d.column === column);
    if (!known?.table || column === undefined) continue;
    const read = readColumn(c, definition, place, known.table, column);
    corrected = corrected.flatMap((d) => {
      if (d === known) return [{ ...withoutDefinition(d), ...read.found }, ...read.constraints];
      return d.op === 'constraint.create' && d.column === column ? [] : [d];
    });
  }
  return corrected;
}

type Places = (range: readonly [number, number] | undefined) => Cursor;

function createPlaces(c: Cursor, base: number): Places {
  const starts = c.tokens.map((token) => token.start);
  const index = (offset: number) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (range) => (range ? part(c, index(base + range[0]), index(base + range[1])) : part(c, 0, 0));
}

function columnsOf(tree: Statement): ColumnDefinition[] {
  const found: ColumnDefinition[] = [];
  if (tree.type === 'create_table_stmt')
    for (const item of tree.columns?.expr.items ?? []) if (item.type === 'column_definition') found.push(item);
  if (tree.type === 'alter_table_stmt')
    for (const action of tree.actions.items) if (action.type === 'alter_action_add_column') found.push(action.column);
  return found;
}

function withoutDefinition(d: Draft): Draft {
  const {
    type: _type,
    default: _default,
    defaultText: _text,
    calls: _calls,
    expression: _e,
    generated: _g,
    ...kept
  } = d;
  return kept;
}

function readColumn(c: Cursor, definition: ColumnDefinition, place: Places, table: string, column: string) {
  const found: Partial<Draft> = { nullable: true, default: 'none' };
  const constraints: Draft[] = [];
  const type = definition.dataType ? readType(place(definition.dataType.range)) : undefined;
  if (type !== undefined) found.type = type;
  if (type && /^(?:small|big)?serial$/.test(type)) Object.assign(found, { generated: 'serial', nullable: false });
  for (const outer of definition.constraints) {
    const node = outer.type === 'constraint' ? outer.constraint : outer;
    switch (node.type) {
      case 'constraint_not_null':
        found.nullable = false;
        break;
      case 'constraint_default': {
        const range = place(node.expr.range);
        Object.assign(found, sortDefault(c, range.at, range.end));
        break;
      }
      case 'constraint_auto_increment':
        found.generated = 'serial';
        break;
      case 'constraint_generated': {
        const { options: _, ...generated } = readGenerated(place(node.range));
        Object.assign(found, generated);
        if (generated.generated === 'identity') found.nullable = false;
        break;
      }
      case 'constraint_primary_key':
      case 'constraint_unique':
      case 'constraint_check':
      case 'references_specification': {
        const constraint = readConstraint(place(outer.range), { table, column });
        if (constraint) constraints.push(constraint);
        if (node.type === 'constraint_primary_key') found.nullable = false;
        break;
      }
    }
  }
  return { found, constraints };
}

import type { Fact } from '../../core/fact';
import type { Step } from '../../core/step';
import { inverses } from '../../knowledge/inverse';
import { withoutDowns } from '../../knowledge/migrationRunners';
import type { Op } from '../migration/server';
import { isAdditive } from './additive';
import { inverseOf } from './inverse';

type Declared = Fact<'migration.declared'>;
type Undo = NonNullable<Step['wayBack']>['class'];

/** How a migration is taken back: by its down, by statements that its text gives, or not at all. */
export function wayBackOf(
  ops: readonly Op[],
  undo: Undo,
  up: Declared | undefined,
  down: Declared | undefined,
  dialect: Op['dialect'],
): NonNullable<Step['wayBack']> {
  const [first] = ops;
  const inverse = inverseOf(ops, dialect, true);
  const notes = oneNote([...new Set([...inverse.lost, ...unrestored(ops)])]);
  const note = notes.length > 0 ? { note: notes.slice(0, 3).join('; ') } : {};
  if (down) return { text: `run the down of ${down.id}`, class: undo, ...note };
  const tool = withoutDowns[up?.tool ?? ''];
  if (inverse.statements.length === 0 || inverse.unknown.length > 0) {
    if (ops.every(isAdditive))
      return { text: `leave ${first?.migration ?? 'it'} in place: the old code does not use it`, class: undo };
    return {
      text: `${first?.migration ?? 'it'} has no down, and none can be written from the text`,
      class: undo,
      ...(tool ? { hint: tool } : {}),
      ...note,
    };
  }
  return {
    text: `${ops.every(isAdditive) ? 'leave it in place, or ' : ''}run the inverse of ${first?.migration ?? 'it'}, which nobody has tried`,
    class: undo,
    command: inverse.statements.flatMap(alone).join('\n'),
    ...(tool ? { hint: tool } : {}),
    ...note,
  };
}

/** Names of which the same is to be said are said together: `t.a, t.b: values written since are lost`. */
function oneNote(notes: readonly string[]): string[] {
  const names = new Map<string, string[]>();
  for (const note of notes) {
    const [, name = '', text = note] = /^([^:]+): (.*)$/s.exec(note) ?? [];
    names.set(text, [...(names.get(text) ?? []), name]);
  }
  return [...names].map(([text, all]) => {
    const shown = all.filter((name) => name !== '');
    const more = shown.length > 4 ? ` and ${shown.length - 4} more` : '';
    return shown.length === 0 ? text : `${shown.slice(0, 4).join(', ')}${more}: ${text}`;
  });
}

/** What may not run in a transaction says so, once for statements in a row. */
function alone(sql: string, i: number, all: readonly string[]): string[] {
  const is = (text = '') => text.includes(' CONCURRENTLY ');
  if (!is(sql) || is(all[i - 1])) return [`${sql};`];
  return [`-- ${is(all[i + 1]) ? 'each ' : ''}on its own, outside a transaction`, `${sql};`];
}

function unrestored(ops: readonly Op[]): string[] {
  return ops.flatMap((op) =>
    op.undo === 'X' && op.op.startsWith('rows.')
      ? [`${op.table}: ${inverses[op.op]?.note ?? 'the old values are gone'}`]
      : [],
  );
}

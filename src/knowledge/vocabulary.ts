import type { Vocabulary, VocabularyFacts } from '../core/extract';
import type { Fact } from '../core/fact';
import { plainName, singular, spellings } from '../core/names';
import { addedLabels } from './labels';

/** What a pending migration takes away, renames, or adds to an enum: the names that code is read for. */
export const schemaNames: Vocabulary = {
  name: 'schema',
  reads: ['ddl.resolved', 'column.declared'],
  words(head, base) {
    const resolved = head.of('ddl.resolved');
    const born = new Set(
      resolved.flatMap((op) =>
        op.op === 'type.create' && op.pending && op.object ? [`${op.database} ${op.object}`] : [],
      ),
    );
    // A value of a type that this release makes is nobody's yet.
    const lost = resolved.filter(
      (op) => takesAway(op) && !(op.op.startsWith('value.') && born.has(`${op.database} ${op.object}`)),
    );
    const words = new Set<string>(resolved.flatMap(newLabel));
    for (const { label, before } of addedLabels(resolved)) {
      words.add(label);
      // Code that names all labels of the version before names its longest one.
      words.add([...before].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))[0] ?? label);
    }
    if (lost.length === 0 && words.size === 0) return [];
    const add = (name: string | undefined) => {
      for (const word of name ? spellings(name) : []) words.add(word);
    };
    const tables = new Set(
      lost.flatMap((op) =>
        op.op === 'table.drop' || op.op === 'table.rename' ? [plainName(op.table ?? op.object ?? '')] : [],
      ),
    );
    for (const op of lost) {
      add(op.column);
      add(op.value);
      // A model may be named after one row of its table.
      const table = op.table ?? op.object ?? '';
      if (tables.has(plainName(table))) for (const name of [table, singular(table)]) add(name);
    }
    // An ORM may call the column or the table by another name.
    const columns = new Set(lost.flatMap((op) => (op.column ? [plainName(op.column)] : [])));
    for (const declared of declaredIn(head, base)) {
      if (columns.has(plainName(declared.column))) add(declared.field);
      if (tables.has(plainName(declared.table))) add(declared.model);
    }
    return [...words].filter((word) => /^\w+$/.test(word)).sort();
  },
};

/** A field that this release no longer has is what the running version asks for. */
function* declaredIn(head: VocabularyFacts, base: VocabularyFacts): Iterable<Fact<'column.declared'>> {
  yield* head.of('column.declared');
  yield* base.of('column.declared');
}

/** The label that a pending migration adds to an enum of the version before. */
function newLabel(op: Fact<'ddl.resolved'>): string[] {
  const adds = op.pending && op.direction === 'up' && op.op === 'value.create' && op.objectState !== 'new';
  return adds && op.value !== undefined ? [op.value] : [];
}

/** Pending operations after which a name means nothing any more. */
export function takesAway(op: Fact<'ddl.resolved'>): boolean {
  if (!op.pending || op.direction !== 'up' || op.tableState === 'new') return false;
  // Made and taken away by the same release: nothing that runs knows it.
  if (op.op.startsWith('column.') && op.objectState === 'new') return false;
  return /^(?:column|table|view|value)\.(?:drop|rename)$/.test(op.op);
}

/** What reads the environment for other files: the names by which they know it. */
const environmentNames: Vocabulary = {
  name: 'environment',
  reads: ['env.shared'],
  words: (facts) =>
    [...new Set(facts.of('env.shared').flatMap((shared) => shared.words))]
      .filter((word) => /^\w[\w$]*$/.test(word))
      .sort(),
};

export const vocabularies: readonly Vocabulary[] = [schemaNames, environmentNames];

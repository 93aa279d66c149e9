import { columnTypeOf } from '../../core/columnType';

/** Types among which a statement of the version before still works, as far as its values fit. */
const families: readonly (readonly string[])[] = [
  ['text', 'varchar', 'char', 'citext', 'uuid'],
  ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'],
  ['timestamp', 'timestamptz', 'date'],
  ['boolean'],
  ['json', 'jsonb'],
  ['bytea'],
];

/** Whether code that reads and writes one type cannot go on with the other. Of a type that is not known nothing is said. */
export function isAnotherKind(before: string, after: string): boolean {
  const [a, b] = [columnTypeOf(before), columnTypeOf(after)];
  const [one, other] = [a, b].map(({ name }) => families.findIndex((family) => family.includes(name)));
  return one !== -1 && other !== -1 && (one !== other || a.array !== b.array);
}

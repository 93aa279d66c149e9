import type { Dialect } from '../core/fact';
import type { FactsOf } from '../core/plan';
import { sqlName } from '../core/sqlText';
import type { Step } from '../core/step';

/**
 * Once every instance is new, what is written must have both the old and the new form before old rows are filled: the deploy asks
 * for it. Only where the schema says when a row was made; else nothing tells new rows from old ones.
 */
export function withDualWrite(steps: readonly Step[], facts: FactsOf): Step[] {
  const last = steps.findLastIndex(({ kind, phase }) => kind === 'deploy' && phase === 'release');
  const copies = steps
    .filter(({ kind, withSchema }) => kind === 'backfill' && !withSchema?.always)
    .flatMap(({ copies: own = [] }) => own);
  const queries = copies.flatMap(({ table, source, target }) => {
    const made = madeAt(table, facts);
    const name = (text: string) => sqlName(text, made?.dialect ?? 'unknown');
    return made === undefined
      ? []
      : [
          {
            sql: `select count(*) from ${name(table)} where ${name(made.column)} > now() - interval ${made.interval} and ${name(source)} is not null and ${name(target)} is null;`,
            expect: '0: what is written now has both',
          },
        ];
  });
  if (last === -1 || queries.length === 0) return [...steps];
  const query = {
    sql: queries.map(({ sql }) => sql).join('\n'),
    expect: queries.map(({ expect }) => expect).join('; '),
  };
  return steps.map((step, i) => (i === last && !step.query ? { ...step, query } : step));
}

/** A column that the server fills with the moment at which a row is made. */
function madeAt(table: string, facts: FactsOf): { column: string; interval: string; dialect: Dialect } | undefined {
  const op = facts('ddl.operation').find(
    (one) =>
      one.op === 'column.create' &&
      one.direction === 'up' &&
      one.table === table &&
      /^(?:timestamp|datetime)/i.test(one.type ?? '') &&
      /^(?:now\(\)|current_timestamp)/i.test(one.defaultText ?? '') &&
      /create|insert|added/i.test(one.column ?? ''),
  );
  if (op?.column === undefined || op.dialect === 'sqlite') return undefined;
  const { column, dialect } = op;
  const interval = dialect === 'postgresql' || dialect === 'unknown' ? "'15 min'" : '15 minute';
  return { column, interval, dialect };
}

import { type Phrase, say } from '../core/phrase';
import type { Plan } from '../core/plan';
import { durationMs } from '../core/policy';
import type { Step } from '../core/step';
import { durationText } from '../core/zone';
import { newFlags, outwardSystems, type PlanInput } from './input';
import type { NoReturn } from './noReturn';

interface Known {
  input: PlanInput;
  ordered: readonly Step[];
  noReturn: NoReturn;
  /** Label of the go/no-go. */
  pnr: string | undefined;
  /** Label of the query that counts what cannot be taken back. */
  counter: string | undefined;
  /** Labels of the ways back by id. */
  backs: ReadonlyMap<string, string>;
  labelOf(id: string): string;
}

/** Who sees what does what, before and after the point of no return. Only signals that this release can give. */
export function decisionsOf(known: Known): NonNullable<Plan['decisions']> | undefined {
  const { input, ordered, pnr, counter, backs, labelOf } = known;
  const { policy } = input;
  const codeBack = backs.get('code');
  if (!codeBack) return undefined;
  const flag = newFlags(input).length > 0 ? backs.get('flag') : undefined;
  const first = flag ?? codeBack;
  const schema = ordered.filter((step) => step.lock && step.lock.blocks !== 'nothing' && step.phase !== 'later');
  const backfill = ordered.find((step) => step.kind === 'backfill' && step.phase !== 'later');
  const outside = outwardSystems(input);
  const none = '–';
  // Columns: before, after with nothing irreversible yet, after with something.
  const back = flag ? `${flag}, then ${codeBack}` : codeBack;
  const rows: [string, string, string, string][] = [];
  rows.push(['errors or latency beyond a stop value', codeBack, back, `${first}; roll forward`]);
  for (const system of outside) {
    const money = system.category === 'payment';
    rows.push([
      money ? 'wrong amounts, something paid twice' : `something wrong was sent to ${system.system}`,
      none,
      first,
      `${first}; roll forward, and a list of what has to be compensated by hand`,
    ]);
  }
  for (const system of input.review.inventory.filter((s) => s.status === 'added'))
    rows.push([
      `${system.system} degraded, own code fine`,
      flag ? none : codeBack,
      flag ? `${flag}, keep the code` : codeBack,
      flag ? `${flag}, keep the code` : 'use its fallback, keep the code',
    ]);
  if (schema.length > 0) {
    const pause = backfill ? `, pause ${labelOf(backfill.id)}` : '';
    rows.push([
      'locks or saturation of the database',
      `cancel the statement, ${codeBack}`,
      `${pnr ? '' : 'cancel the statement, '}${first}${pause}`,
      `${first}${pause}`,
    ]);
  }
  for (const step of ordered.filter((s) => s.kind === 'readers' && s.phase !== 'later'))
    rows.push([
      `a consumer rejects ${step.subject}`,
      flag ? none : codeBack,
      first,
      `${first}; mend the consumer, then replay`,
    ]);
  const columns = pnr
    ? [
        `Before ${pnr}`,
        ...(counter ? [`After ${pnr}, ${counter} = 0`, `After ${pnr}, ${counter} > 0`] : [`After ${pnr}`]),
      ]
    : ['At any step'];
  const cells = ([signal, before, clean, dirty]: (typeof rows)[number]): Phrase[] =>
    [signal, ...(pnr ? [before, ...(counter ? [clean, dirty] : [dirty])] : [clean])].map((text) => say`${text}`);
  const within = durationMs(policy.roles?.rules?.decide_within);
  const time = within ? durationText(within) : '10 min';
  const lines = policy.rollback?.roll_forward_max_lines;
  return {
    intro: say`(decider, ${time}${within ? '' : say` ${{ mark: 'ASSUMED' }}`}; silence = ${first})`,
    table: { head: ['Signal', ...columns], rows: rows.map(cells) },
    after: {
      text: say`Roll forward is allowed only with: cause known, ${lines === undefined ? 'a small fix' : `fix ≤ ${lines} lines`}, the same stages, the decider's word in §9. A down migration never comes first. If a third party is at fault, its fallback helps and a rollback does not.`,
      origin: lines === undefined ? 'ASSUMED' : 'POLICY',
      evidence: [],
    },
  };
}

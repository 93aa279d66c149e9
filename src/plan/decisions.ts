import { type Phrase, say } from '../core/phrase';
import type { Plan } from '../core/plan';
import { durationMs } from '../core/policy';
import type { Step } from '../core/step';
import { durationText } from '../core/zone';
import { newFlags, outwardSystems, type PlanInput } from './input';

interface Known {
  input: PlanInput;
  ordered: readonly Step[];
  /** Label of the go/no-go. */
  pnr: string | undefined;
  /** Label of the query that counts what cannot be taken back. */
  counter: string | undefined;
  /** The step after which the version before does not work any more, and whether that is another edge than the go/no-go. */
  broken?: { label: string; first: boolean };
  /** Labels of the ways back by id. */
  backs: ReadonlyMap<string, string>;
  labelOf(id: string): string;
}

/** Who sees what does what, before and after the point of no return. Only signals that this release can give. */
export function decisionsOf(known: Known): NonNullable<Plan['decisions']> | undefined {
  const { input, ordered, pnr, counter, broken, backs, labelOf } = known;
  const { policy } = input;
  const codeBack = backs.get('code');
  if (!codeBack) return undefined;
  const flag = newFlags(input).length > 0 ? backs.get('flag') : undefined;
  const first = flag ?? codeBack;
  // Where the version before does not work any more, its code is no way back.
  const stay = flag ?? 'hold the traffic where it is';
  const after = broken ? stay : first;
  const forward = flag ? `${flag}; roll forward` : 'roll forward';
  const schema = ordered.filter((step) => step.lock && step.lock.blocks !== 'nothing' && step.phase !== 'later');
  const backfill = ordered.find((step) => step.kind === 'backfill' && step.phase !== 'later');
  const outside = outwardSystems(input);
  const none = '–';
  // Columns: before, after with nothing irreversible yet, after with something.
  const back = broken ? forward : flag ? `${flag}, then ${codeBack}` : codeBack;
  const rows: [string, string, string, string][] = [];
  rows.push(['errors or latency beyond a stop value', codeBack, back, forward]);
  for (const system of outside) {
    const money = system.category === 'payment';
    rows.push([
      money ? 'wrong amounts, something paid twice' : `something wrong was sent to ${system.system}`,
      none,
      after,
      `${forward}, with a list of what has to be compensated by hand`,
    ]);
  }
  for (const system of input.review.inventory.filter((s) => s.status === 'added'))
    rows.push([
      `${system.system} degraded, own code fine`,
      flag ? none : codeBack,
      flag ? `${flag}, keep the code` : broken ? 'use its fallback, keep the code' : codeBack,
      flag ? `${flag}, keep the code` : 'use its fallback, keep the code',
    ]);
  if (schema.length > 0) {
    const pause = backfill ? `, pause ${labelOf(backfill.id)}` : '';
    const cancel = 'cancel the statement';
    rows.push([
      'locks or saturation of the database',
      `${cancel}, ${codeBack}`,
      `${pnr ? after : broken ? cancel : `${cancel}, ${first}`}${pause}`,
      `${broken ? cancel : after}${pause}`,
    ]);
  }
  for (const step of ordered.filter((s) => s.kind === 'readers' && s.phase !== 'later'))
    rows.push([
      `a consumer rejects ${step.subject}`,
      flag ? none : codeBack,
      after,
      `${after}; mend the consumer, then replay`,
    ]);
  const edge = broken && (broken.first || !pnr) ? broken.label : pnr;
  const columns = edge
    ? [
        `Before ${edge}`,
        ...(counter && !broken
          ? [`After ${edge}, ${counter} = 0`, `After ${edge}, ${counter} > 0`]
          : [`After ${edge}`]),
      ]
    : ['At any step'];
  const cells = ([signal, before, clean, dirty]: (typeof rows)[number]): Phrase[] =>
    [signal, ...(edge ? [before, ...(counter && !broken ? [clean, dirty] : [dirty])] : [clean])].map(
      (text) => say`${text}`,
    );
  const within = durationMs(policy.roles?.rules?.decide_within);
  const time = within ? durationText(within) : '10 min';
  const lines = policy.rollback?.roll_forward_max_lines;
  return {
    intro: say`(decider, ${time}${within ? '' : say` ${{ mark: 'ASSUMED' }}`}; silence = ${broken && !flag ? `${codeBack} before ${edge}, roll forward after it` : first})`,
    table: { head: ['Signal', ...columns], rows: rows.map(cells) },
    after: {
      text: say`Roll forward is allowed only with: cause known, ${lines === undefined ? 'a small fix' : `fix ≤ ${lines} lines`}, the same stages, the decider's word in the action log. A down migration never comes first. If a third party is at fault, its fallback helps and a rollback does not.`,
      origin: lines === undefined ? 'ASSUMED' : 'POLICY',
      evidence: [],
    },
  };
}

import type { Phrase } from '../core/phrase';
import type { Gate, Line, Plan, PlanStep } from '../core/plan';
import { code as escaped, markdown } from './escape';

/** Code, in which no marker of a plan can hide: they are looked for in whole lines. */
export function code(text: string): string {
  return escaped(text.replaceAll('<!--', '<! --').replaceAll('-->', '-- >'), '|');
}

/** A phrase in a cell of a table: a bar of a command stays one, and ends no cell. */
export function cell(phrase: Phrase): string {
  return phraseMarkdown(phrase).replace(/(?<!\\)\|/g, '\\|');
}

/** A handle that a code host would turn into a mention, or an address. */
const handle = /^(?:author )?@?[\w./@-]+$/;

/** Pieces as Markdown, each escaped in its own way. In a comment nobody is called again with every update. */
export function phraseMarkdown(phrase: Phrase, mentions = true): string {
  return phrase
    .map((piece) => {
      // A piece stands inside a line: what would be a list or a heading at its start is none here.
      if (typeof piece === 'string') return prose(piece);
      if ('code' in piece) return code(piece.code);
      if ('strong' in piece) return `**${phraseMarkdown(piece.strong, mentions)}**`;
      if ('who' in piece) return mentions && handle.test(piece.who) ? piece.who : code(piece.who);
      return markText(piece.mark, piece.asked ?? [], mentions);
    })
    .join('');
}

/**
 * Prose, with what stands between backticks, and names that have an underscore in them, as code: escaped they would be hard to
 * read and to copy.
 */
function prose(text: string): string {
  return text
    .split(/(`[^`\n]+`|(?<![\w`])[\w./-]*\w_[\w./-]*\w)/)
    .map((part, i) => (i % 2 === 1 ? code(part.replaceAll('`', '')) : markdown(` ${part}`).slice(1)))
    .join('');
}

function markText(origin: string, asked: readonly string[], mentions: boolean): string {
  const people = asked.map((name) => phraseMarkdown([{ who: name }], mentions)).join(' ');
  return `**[${origin}${people ? ` ${people}` : ''}]**`;
}

/** `**[FOUND]**`, `**[ASK @rena]**`. */
export function markOf({ origin, asked = [] }: Pick<Line, 'origin' | 'asked'>, mentions = true): string {
  return markText(origin, asked, mentions);
}

const verdicts = { ready: 'READY', 'not-ready': 'NOT READY', 'no-base': 'NO BASE TO COMPARE WITH' } as const;

const plural = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`;

export function bandText({ low, high }: { low: number; high: number }): string {
  return low === high ? String(low) : `${low}–${high}`;
}

/** A number as the review of the same change tells it; what the plan adds, an unmet condition or a gap, is told apart. */
function withOrigin(n: number, one: string, reviewed: number): string {
  const own = n - reviewed;
  if (own === 0) return plural(n, one);
  return reviewed === 0
    ? `${plural(n, one)} of the plan`
    : `${plural(n, one)} (${reviewed} of the review, ${own} of the plan)`;
}

/** The three answers in one line: whether, how risky, and whether there is a way back. */
export function verdictLine(plan: Plan): string {
  const { counts, risk } = plan;
  // Without a base nobody knows what changes: neither a risk nor a way back may be claimed.
  if (plan.verdict === 'no-base')
    return `**Verdict: ${verdicts['no-base']}** — what this release changes is not known, so neither its risk nor its way back is. Name a base: ${'`--base <ref>`'}, ${'`--base-dir <folder>`'}, or ${'`--base empty`'} for a first release. **[GAP]**`;
  const { reviewed } = counts;
  const notes = reviewed.notes > 0 ? `, ${plural(reviewed.notes, 'note')} in the review` : '';
  const asksOnly =
    plan.verdict === 'not-ready' && counts.blockers === 0 ? `, which must be answered at risk ${risk.level}` : '';
  const open = plan.quiet
    ? `nothing in this change asks for a gate, a step or a way back besides that of the code **[FOUND]**${notes}`
    : `${withOrigin(counts.blockers, 'blocker', reviewed.blockers)}, ${plural(counts.questions, 'open question')}${counts.asking > 0 ? ` (${counts.asking} of them under Steps)` : ''}${asksOnly}, ${withOrigin(counts.warnings, 'warning', reviewed.warnings)}${notes}`;
  return `**Verdict: ${verdicts[plan.verdict]}** — ${open}. **Risk ${bandText(risk)} / 100 (${risk.level})**. **Rollback: ${phraseMarkdown(plan.rollback.text)}**`;
}

/** The risk with its arithmetic: what gives points, what would take some away, what is unknown. */
export function riskLines({ risk }: Plan): string[] {
  const groups = risk.groups.filter(({ points, high }) => points > 0 || high > 0);
  const sum = groups.map(({ id, points, cap }) => `${id} ${points}/${cap}`).join(', ');
  const biggest = risk.factors
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points || (a.id < b.id ? -1 : 1))
    .slice(0, 4)
    .map(({ id, because, points }) => `${phraseMarkdown([because])} +${points} (${code(id)})`);
  const minus = risk.factors
    .filter(({ points }) => points < 0)
    .map(({ id, because, points }) => `${phraseMarkdown([because])} −${-points} (${code(id)})`);
  const unknown = risk.factors
    .filter((f) => f.unknown > 0)
    .map(({ because, unknown: points }) => `${phraseMarkdown([because])} +0…${points}`);
  const lifted = risk.lifted
    ? `; level ${risk.level} instead of ${risk.byPoints}, because ${phraseMarkdown([risk.lifted])}`
    : '';
  const item = (name: string, texts: readonly string[], end = '') =>
    texts.length > 0 ? [`  - ${name}: ${texts.join(', ')}${end}`] : [];
  return [
    `- Risk: ${sum || 'nothing gives points'} = ${risk.low}${lifted}. Not in the score: who wrote it, what day it is. **[FOUND]**`,
    ...item('Biggest', [...biggest, ...minus]),
    ...(risk.high > risk.low ? item(`Unknown, +0…${risk.high - risk.low}`, unknown) : []),
    ...(risk.after
      ? item(
          'To lower it',
          risk.ways.map(({ text, gain }) => `${text} (−${gain})`),
          `: then ${bandText(risk.after)}`,
        )
      : []),
    ...item('Weights of the policy', risk.overrides.map(markdown)),
  ];
}

/** One line of the gates, without its box and marker. */
export function gateText(gate: Gate, mentions = true): string {
  const text = phraseMarkdown(gate.text, mentions);
  const seen = gate.evidence.length > 0 ? ` ${gate.evidence.join(', ')}` : '';
  const rule = gate.rule ? ` ${code(gate.rule)}` : '';
  if (gate.sort === 'question')
    return `${gate.label} ${markOf(gate, mentions)} ${text}${seen}${doubtText(gate, mentions)}`;
  const lead = gate.sort === 'blocker' ? `**BLOCKER** ${gate.label} ` : gate.label ? `${gate.label} ` : '';
  return `${lead}${text}${rule} ${markOf(gate, mentions)}${seen}`;
}

/** What is to be said to an answer stands beside it, and is no part of what the answer vouches for. */
export function doubtText({ doubt, answer }: { doubt?: string; answer?: string }, mentions = true): string {
  if (doubt === undefined) return '';
  return ` **(${answer ? 'to be checked' : 'still open'}: ${phraseMarkdown([doubt.replaceAll(')', ' ')], mentions).trim()})**`;
}

export function stepLine(step: PlanStep): string {
  const text = phraseMarkdown(step.text);
  const seen = step.evidence.length > 0 ? ` ${step.evidence.join(', ')}` : '';
  if (step.decision) return `**${step.label}** ${text} ${markOf(step)}${seen} go / no-go: ____ at ____`;
  return `${step.label} ${text} ${markOf(step)}${seen}${step.origin === 'ASK' ? `${doubtText(step)} answer: ____` : ''}`;
}

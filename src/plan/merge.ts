import { numberedHeadings, plainHeadings, planHeadings } from '../core/plan';
import { withDifference } from './damage';
import {
  isLogHeading,
  markLine,
  type PlanDocument,
  readDocument,
  readItem,
  type Segment,
  superseded,
  type WrittenItem,
  withState,
} from './document';

const supersededHeading = '## Superseded';

/**
 * Puts a newly generated plan into the one that people have worked on. Lines are known by the identity in their markers:
 * ticks, answers and notes go with it, everything outside of blocks is left alone, and what vanished while somebody had
 * worked on it is kept at the end.
 */
export function mergePlan(existing: string | undefined, generated: string): { text: string } | { refused: string } {
  if (existing === undefined || existing.trim() === '') return { text: generated };
  const old = readDocument(unnumbered(existing));
  if (typeof old === 'string') return { refused: withDifference(old, existing, generated) };
  const fresh = readDocument(unnumbered(generated));
  if (typeof fresh === 'string') return { refused: `the generated plan is damaged: ${fresh}` };
  const lost = lostBlock(old);
  if (lost) return { refused: lost };
  const lines = assemble(old, fresh);
  return {
    text: `${numberedHeadings(lines)
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trimEnd()}\n`,
  };
}

const unnumbered = (text: string) => plainHeadings(text.split(/\r\n?|\n/)).join('\n');

/** A heading of ours without its block: the markers were deleted around content that would now be written a second time. */
function lostBlock(old: PlanDocument): string | undefined {
  for (const { name, heading } of planHeadings) {
    if (old.segments.some(({ block }) => block === name)) continue;
    if (old.segments.some(({ block, lines }) => block === undefined && lines.includes(heading)))
      return `"${heading}" is there, but the markers rr:begin ${name} and rr:end ${name} are missing`;
  }
  return undefined;
}

/** Lines of a block in the new plan, with what people gave to the old ones. */
function mergedBlock(block: Segment, old: PlanDocument): string[] {
  return block.lines.flatMap((line) => {
    const [, sort, id] = markLine.exec(line) ?? [];
    const before = sort === undefined ? undefined : old.items.get(`${sort} ${id}`);
    if (!before) return [line];
    return carried(line, before, block.block ?? '');
  });
}

/** A newly generated line with what people gave to the one of the same identity, and their notes below it. */
export function carried(line: string, before: WrittenItem, block: string): string[] {
  const now = readItem(before.key, block, line);
  if (!/^\s*- \[[ xX]\] /.test(line) || now.byTool) return [line, ...before.notes];
  const vouched = before.ticked || before.answer !== '';
  const changed = before.text !== now.text;
  // A tick on a line that asks to be looked at again has looked at it.
  const recheck = (before.recheck && !before.ticked) || (vouched && !before.byTool && changed);
  return [
    withState(line, {
      ticked: before.ticked && !before.byTool && !changed,
      recheck,
      answer: before.answer,
    }),
    ...before.notes,
  ];
}

/** Whether a person left a mark on a line. */
export function touchedByPeople(item: WrittenItem): boolean {
  return item.answer !== '' || item.notes.length > 0 || item.recheck || (item.ticked && !item.byTool);
}

/** What vanished and bears the mark of a person, after what vanished before and has not come back. */
function supersededLines(old: PlanDocument, fresh: PlanDocument): string[] {
  const gone = (item: WrittenItem) => !fresh.items.has(item.key);
  const items = [...old.items.values()].filter(gone);
  const earlier = items.filter((item) => item.block === superseded);
  const later = items.filter((item) => item.block !== superseded && touchedByPeople(item));
  return [
    ...earlier.flatMap((item) => [item.line, ...item.notes]),
    ...later.flatMap((item) => [
      item.line.replace(/^\s*(- \[[ xX]\] (?:\*\*BLOCKER\*\* )?)(?:\*\*)?(?:S\d+[a-z]?|[BWQ]\d+)(?:\*\*)? /, '$1'),
      ...item.notes,
    ]),
  ];
}

function assemble(old: PlanDocument, fresh: PlanDocument): string[] {
  const out: string[] = [];
  const blocks = new Map(fresh.segments.flatMap((s) => (s.block === undefined ? [] : [[s.block, s] as const])));
  const have = new Set(old.segments.flatMap(({ block }) => (block === undefined ? [] : [block])));
  const missing = new Set(planHeadings.map(({ name }) => name).filter((name) => blocks.has(name) && !have.has(name)));
  const place = (name: string) => planHeadings.findIndex((heading) => heading.name === name);
  const headingOf = (name: string) => planHeadings[place(name)]?.heading ?? '';
  const blockOf = (name: string) => {
    const block = blocks.get(name);
    return block ? [`<!-- rr:begin ${name} -->`, ...mergedBlock(block, old), `<!-- rr:end ${name} -->`] : [];
  };
  /** Writes the blocks that the old plan lacks and that belong before a place, in front of the heading that stands there. */
  const insertBefore = (limit: number) => {
    for (const name of [...missing]) {
      if (place(name) >= limit) continue;
      missing.delete(name);
      const next = out.lastIndexOf(planHeadings[limit]?.heading ?? '');
      const log = place(name) < place('evidence') ? out.findLastIndex(isLogHeading) : -1;
      const spots = [next, log].filter((at) => at !== -1 && at > lastEnd());
      const at = spots.length > 0 ? Math.min(...spots) : out.length;
      out.splice(at, 0, ...(out[at - 1] === '' ? [] : ['']), headingOf(name), ...blockOf(name), '');
    }
  };
  const lastEnd = () => out.findLastIndex((line) => /^<!-- rr:end /.test(line));
  for (const segment of old.segments) {
    const { block, lines } = segment;
    if (block === undefined) out.push(...lines);
    else if (block === superseded) dropHeading(out, supersededHeading);
    else {
      insertBefore(place(block));
      if (blocks.has(block)) out.push(...blockOf(block));
      else dropHeading(out, headingOf(block));
    }
  }
  insertBefore(planHeadings.length);
  addLog(out, fresh);
  const gone = supersededLines(old, fresh);
  while (out.at(-1) === '') out.pop();
  if (gone.length > 0)
    out.push('', supersededHeading, `<!-- rr:begin ${superseded} -->`, ...gone, `<!-- rr:end ${superseded} -->`);
  return withHead(out, fresh);
}

/** A plan that was short until now gets its log, where a new one has it: before the evidence. */
function addLog(out: string[], fresh: PlanDocument): void {
  if (out.some(isLogHeading)) return;
  const segment = fresh.segments.find(({ block, lines }) => block === undefined && lines.some(isLogHeading));
  if (!segment) return;
  const log = segment.lines.slice(segment.lines.findIndex(isLogHeading));
  const end = log.findIndex((line, i) => i > 0 && line.startsWith('## '));
  const table = (end === -1 ? log : log.slice(0, end)).filter((line) => line !== '');
  const before = out.indexOf(planHeadings.at(-1)?.heading ?? '');
  if (before === -1) out.push('', ...table);
  else out.splice(before, 0, ...table, '');
}

/** The heading of a section goes with its block; what people wrote between the two stays, and then the heading too. */
function dropHeading(out: string[], heading: string): void {
  let at = out.length - 1;
  while (at >= 0 && out[at]?.trim() === '') at--;
  if (out[at] === heading) out.splice(at);
}

/** The header and the verdict are written anew; title and everything else at the top belong to people. */
function withHead(out: string[], fresh: PlanDocument): string[] {
  const top = fresh.segments[0]?.lines ?? [];
  const starting = (lines: readonly string[], start: string) => lines.findIndex((line) => line.startsWith(start));
  const put = (start: string, after: string) => {
    const line = top[starting(top, start)];
    if (line === undefined) return;
    const at = starting(out, start);
    if (at !== -1) out[at] = line;
    else out.splice(starting(out, after) + 1, 0, '', line);
  };
  put('<!-- rr:plan', '');
  put('**Verdict:', '# ');
  put('Legend —', '**Verdict:');
  return out;
}

import {
  type Gate,
  headerWord,
  type Line,
  logHeading,
  numberedHeadings,
  type Plan,
  planHeadings,
  singleGates,
  type Table,
} from '../core/plan';
import { markdown } from './escape';
import { cell, code, doubtText, gateText, markOf, phraseMarkdown, riskLines, stepLine, verdictLine } from './planText';

/** A block that is generated anew each time; everything around it belongs to people. */
export interface Section {
  name: string;
  heading: string;
  body: string[];
}

export const legend =
  'Legend — **[PROVEN]** it was executed · **[FOUND]** read from the repository · **[POLICY]** from `.release-readiness.yaml` · **[ASK]** only a human knows · **[GAP]** evidence was looked for and is missing · **[ASSUMED]** a default, because unknown. Edit anything outside the `rr:` blocks; inside them, only ticks, `answer:` and `note:` survive regeneration.';

const log = [logHeading, '| Time | Who | Did / saw | Decision |', '|---|---|---|---|', '| | | | |'];

export function headerLine({ header, service }: Plan): string {
  return `<!-- rr:plan v=1 service=${headerWord(service ?? '-')} base=${headerWord(header.base)} head=${headerWord(header.head)} policy=${headerWord(header.policy)} inputs=${headerWord(header.inputs)} -->`;
}

/** The plan as a document that people tick, answer and commit. */
export function planMarkdown(plan: Plan): string {
  const lines = [headerLine(plan), `# Release plan: ${markdown(plan.title)}`, '', verdictLine(plan)];
  if (plan.quiet) return `${lines.join('\n')}\n`;
  if (plan.short) return `${numberedHeadings([...lines, '', ...blockLines(shortSteps(plan))]).join('\n')}\n`;
  lines.push('', legend);
  for (const section of planSections(plan)) {
    if (section.name === 'evidence') lines.push('', ...log);
    lines.push('', ...blockLines(section));
  }
  return `${numberedHeadings(lines).join('\n')}\n`;
}

export function blockLines({ name, heading, body }: Section): string[] {
  return [heading, `<!-- rr:begin ${name} -->`, ...body, `<!-- rr:end ${name} -->`];
}

/** Steps with everything beside them: what they rest on, how one sees that they worked, and who is there. */
function shortSteps(plan: Plan): Section {
  const places = new Map(plan.evidence.map(({ label, places: at }) => [label, at]));
  const questions = singleGates(plan.gates).map(
    (gate) => `- [ ] ${gateText(gate)} answer: ____ <!-- rr:a ${gate.id} -->`,
  );
  const steps = plan.steps
    .filter(({ id }) => id !== 'done')
    .map((step) => {
      const asked = plan.watch.queries.filter(({ steps: ids }) => ids.some((id) => step.stands.includes(id)));
      const shown = asked.map(({ sql, expect }) => `${code(oneLine(sql))} (expect ${markdown(oneLine(expect))})`);
      const check = shown.length > 0 ? ` → ${shown.join(', ')}` : step.check ? ` → ${phraseMarkdown(step.check)}` : '';
      // The ways back have no list of their own here: they go by their names.
      const named = (text: string) =>
        plan.waysBack.reduce((all, { label, name }) => all.replace(new RegExp(`\\b${label}\\b`), name), text);
      const fails = step.onFailure ? ` Fails: ${named(phraseMarkdown(step.onFailure))}.` : '';
      const [at] = step.evidence.flatMap((label) => places.get(label) ?? []);
      const where = at ? ` ${code(`${at.file}:${at.line}`)}` : '';
      const answer = step.origin === 'ASK' ? `${doubtText(step)} answer: ____` : '';
      return `- [ ] ${step.label} ${phraseMarkdown(step.title)}${check}.${fails} ${markOf(step)}${where}${answer} <!-- rr:s ${step.id} -->`;
    });
  const heading = planHeadings.find(({ name }) => name === 'steps')?.heading ?? '';
  const later = plan.later.map(
    (item) => `- [ ] Later: ${lineText({ ...item, evidence: [] })} <!-- rr:s ${item.id} -->`,
  );
  return { name: 'steps', heading, body: [...ships(plan, places), ...questions, ...steps, ...later] };
}

/** What the steps do not tell: everything but migrations. */
function ships(plan: Plan, places: ReadonlyMap<string, Plan['evidence'][number]['places']>): string[] {
  const rows = plan.changes.filter((row) => !/^schema\b/.test(row.class));
  if (rows.length === 0) return [];
  const shown = rows.map((row) => {
    const [at] = row.evidence.flatMap((label) => places.get(label) ?? []);
    return `${phraseMarkdown(row.what)}, ${markdown(row.class)} ${markOf(row)}${at ? ` ${code(`${at.file}:${at.line}`)}` : ''}`;
  });
  return [`Ships: ${shown.join(' · ')}`];
}

/** The generated sections that have something to say. */
export function planSections(plan: Plan): Section[] {
  const bodies: Record<string, string[]> = {
    scope: scope(plan),
    gates: gates(plan),
    roles: roles(plan),
    window: plan.window.map((line, i) => `${i === 0 ? '' : '- '}${lineText(line)}`),
    steps: steps(plan),
    rollback: rollback(plan),
    watch: watch(plan),
    comms: plan.comms.map((line) => `- ${lineText(line)}`),
    evidence: evidence(plan),
  };
  return planHeadings
    .map((heading) => ({ ...heading, body: bodies[heading.name] ?? [] }))
    .filter((s) => s.body.length > 0);
}

function lineText(line: Line): string {
  const seen = line.evidence.length > 0 ? ` ${line.evidence.join(', ')}` : '';
  return `${phraseMarkdown(line.text)} ${markOf(line)}${seen}`;
}

function scope({ changes }: Plan): string[] {
  if (changes.length === 0) return [];
  const rows = changes.map(
    ({ what, class: sort, reversible, firm, origin, evidence: seen }) =>
      `| ${cell(what)} | ${markdown(sort)} | ${firm ? `**${markdown(reversible)}**` : markdown(reversible)} | ${[`[${origin}]`, ...seen].join(' ')} |`,
  );
  return ['| Change | Class | Reversible? | Evidence |', '|---|---|---|---|', ...rows];
}

function gates(plan: Plan): string[] {
  const single = (gate: Gate) => {
    const done = gate.sort === 'satisfied' || gate.sort === 'accepted';
    if (gate.sort === 'question') return `- [ ] ${gateText(gate)} answer: ____ <!-- rr:a ${gate.id} -->`;
    return `- [${done ? 'x' : ' '}] ${gateText(gate)} <!-- rr:i ${gate.id} -->`;
  };
  return plan.gates.flatMap((gate) =>
    gate.items
      ? [`- ${phraseMarkdown(gate.text)}`, ...itemsOf(gate, gate.items).map((item) => `  ${single(item)}`)]
      : [single(gate)],
  );
}

/** The head of a group names the rule that all of its lines are of. */
function itemsOf(head: Gate, items: readonly Gate[]): Gate[] {
  if (head.rule === undefined || items.some(({ rule }) => rule !== head.rule)) return [...items];
  return items.map(({ rule: _rule, ...item }) => item);
}

function roles(plan: Plan): string[] {
  if (plan.roles.length === 0) return [];
  const rows = plan.roles.map(({ role, people, backups, covers, does }) => {
    const named = people.map((name) => phraseMarkdown([{ who: name }])).join(', ') || '**[ASK]**';
    const backup = backups.map((name) => phraseMarkdown([{ who: name }])).join(', ');
    return `| ${markdown(role)} | ${named}${backup ? ` (${backup})` : ''} | ${lineText(covers)} | ${markdown(does)} |`;
  });
  return ['| Role | Person (backup) | Covers the whole watch? | Does |', '|---|---|---|---|', ...rows];
}

function steps(plan: Plan): string[] {
  const lines: string[] = [];
  if (plan.steps.length > 0)
    lines.push(
      'Every step: do → check → what to do if the check fails.',
      ...plan.steps.map((step) => `- [ ] ${stepLine(step)} <!-- rr:s ${step.id} -->`),
    );
  if (plan.later.length > 0) {
    if (lines.length > 0) lines.push('');
    lines.push(
      '**Later release, not now:**',
      ...plan.later.map((item) => `- [ ] ${lineText(item)} <!-- rr:s ${item.id} -->`),
    );
  }
  return lines;
}

function tableLines({ head, rows }: Table): string[] {
  return [
    `| ${head.map((title) => cell([title])).join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...rows.map((cells) => `| ${cells.map(cell).join(' | ')} |`),
  ];
}

function rollback({ rehearsal, waysBack, decisions }: Plan): string[] {
  const parts: string[][] = [];
  if (rehearsal)
    parts.push([
      `**Measured** ${phraseMarkdown(rehearsal.intro)} **[PROVEN]** ${rehearsal.evidence.join(', ')}`,
      '',
      ...tableLines(rehearsal.table),
    ]);
  if (waysBack.length > 0)
    parts.push([
      '**Ways back, fastest first**',
      ...waysBack.flatMap((way) => [
        `- **${way.label} ${markdown(way.name)}** — ${lineText(way)} <!-- rr:r ${way.id} -->`,
        ...(way.parts ?? []).map(({ id, text }) => `  - ${phraseMarkdown(text)} <!-- rr:r ${id} -->`),
      ]),
      ...waysBack.flatMap(({ label, statements = [] }) =>
        statements.length > 0
          ? ['', '```sql', `-- ${label}: prepared, not tried`, ...statements.map(oneLine), '```']
          : [],
      ),
    ]);
  if (decisions)
    parts.push([
      `**Decision table** ${phraseMarkdown(decisions.intro)}`,
      '',
      ...tableLines(decisions.table),
      '',
      lineText(decisions.after),
    ]);
  return parts.flatMap((part, i) => (i === 0 ? part : ['', ...part]));
}

function watch({ watch: { rows, lines, limit, queries } }: Plan): string[] {
  const parts: string[][] = [];
  if (rows.length > 0)
    parts.push([
      '| Gate | Metric | Kind | Normal | Stop |',
      '|---|---|---|---|---|',
      ...rows.map(
        (row) =>
          `| ${row.gates} | ${cell(row.metric)} | ${markdown(row.kind)} | ${cell(row.normal)} | ${cell(row.stop)} |`,
      ),
    ]);
  const asked = rows.flatMap(({ metric, query }) =>
    query === undefined ? [] : [`- ${phraseMarkdown(metric)}: ${code(query)}`],
  );
  if (asked.length > 0) parts.push(asked);
  if (lines.length > 0) parts.push(lines.map(lineText));
  if (queries.length > 0)
    parts.push([
      '```sql',
      ...(limit ? [`${limit} -- all of them only read`] : []),
      ...queries.flatMap(({ label, sql, expect }) => [`-- ${label}      (expect ${oneLine(expect)})`, oneLine(sql)]),
      '```',
    ]);
  return parts.flatMap((part, i) => (i === 0 ? part : ['', ...part]));
}

/** Nothing of a query may end its fence, or pass for a marker. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ').replaceAll('```', "'''").replaceAll('<!--', '<! --').trim();

function evidence(plan: Plan): string[] {
  const entries = plan.evidence.map(({ label, places, note }) => {
    // A file once, with its lines: `db/2.sql:1, 4-6`.
    const files = new Map<string, string[]>();
    for (const { file, line, endLine } of places)
      files.set(file, [...(files.get(file) ?? []), `${line}${endLine > line ? `-${endLine}` : ''}`]);
    const shown = [...files].map(([file, lines]) => code(`${file}:${[...new Set(lines)].join(', ')}`));
    return `${label} ${[...shown, ...(note ? [markdown(note)] : [])].join(', ')}`;
  });
  return [...(entries.length > 0 ? [entries.join(' · '), ''] : []), ...riskLines(plan)];
}

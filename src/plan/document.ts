import { logHeading } from '../core/plan';

/** A written plan, taken apart along its markers. */
export interface PlanDocument {
  header: Header;
  segments: Segment[];
  /** Lines with a marker inside of blocks, by `s mig/…`. */
  items: Map<string, WrittenItem>;
}

export interface Header {
  service: string;
  base: string;
  head: string;
  policy: string;
  inputs: string;
}

export type Segment = { block?: undefined; lines: string[] } | { block: string; lines: string[] };

/** A line that people tick, answer or comment on. */
export interface WrittenItem {
  key: string;
  block: string;
  line: string;
  ticked: boolean;
  /** Its text changed after somebody had ticked it. */
  recheck: boolean;
  /** The tool ticked it: it has no number of its own. */
  byTool: boolean;
  /** What stands behind `answer:` or `go / no-go:`; empty when nobody wrote anything. */
  answer: string;
  /** Indented lines of people below it. */
  notes: string[];
  /** `S6`, `B1`: its number when it was written; empty when it had none. */
  label: string;
  /** The text without numbers, box, answer and marks: what a tick vouches for. */
  text: string;
}

/** What the tool says to an answer: no part of what a tick vouches for. */
const doubtMark = /\s*\*\*\((?:to be checked|still open): [^)]*\)\*\*/;
export const recheckMark = '**(re-check: text changed)**';
export const superseded = 'superseded';

const headerPattern = /^<!-- rr:plan v=1 service=(\S+) base=(\S+) head=(\S+) policy=(\S+) inputs=(\S+) -->$/;
const edge = /^<!-- rr:(begin|end) ([a-z]+) -->$/;
/** The marker that ends a line which people tick, answer or comment on. */
export const markLine = /<!-- rr:([iasr]) (\S+) -->\s*$/;
const box = /^(\s*)- \[([ xX])\] /;
/** A line that was generated, by its box or, inside of a group, by its number. */
const ownLine = /^- \[[ xX]\] |^\s+- \[[ xX]\] (?:\*\*BLOCKER\*\* )?[BWQ]\d+ /;
const field = /(?:^|\s)(answer|go \/ no-go): (.*?)\s*$/;

/** Takes a plan apart; a text says what is damaged. Nothing is guessed: a guess would lose what people wrote. */
export function readDocument(text: string): PlanDocument | string {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/\n+$/, '')
    .split('\n');
  let header: Header | undefined;
  const segments: Segment[] = [{ lines: [] }];
  const items = new Map<string, WrittenItem>();
  const blocks = new Set<string>();
  let open: { name: string; line: number } | undefined;
  let last: WrittenItem | undefined;
  for (const [i, line] of lines.entries()) {
    const at = `line ${i + 1}`;
    if (/<!--\s*rr:plan\b/.test(line)) {
      const [, service = '', base = '', head = '', policy = '', inputs = ''] = headerPattern.exec(line) ?? [];
      if (!service) return `${at}: the marker rr:plan is damaged`;
      if (header) return `${at}: the marker rr:plan stands there twice`;
      header = { service, base, head, policy, inputs };
    }
    const [, side, name = ''] = edge.exec(line.trim()) ?? [];
    if (side === undefined && /<!--\s*rr:(?:begin|end)\b/.test(line)) return `${at}: a marker of a block is damaged`;
    if (side === 'begin') {
      if (open) return `${at}: block ${name} begins inside block ${open.name}; its end marker is missing`;
      if (blocks.has(name)) return `${at}: block ${name} begins a second time`;
      blocks.add(name);
      open = { name, line: i };
      segments.push({ block: name, lines: [] });
      last = undefined;
      continue;
    }
    if (side === 'end') {
      if (open?.name !== name) return `${at}: block ${name} ends here, but its begin marker is missing`;
      open = undefined;
      segments.push({ lines: [] });
      continue;
    }
    (segments.at(-1) as Segment).lines.push(line);
    const [, sort = '', id = ''] = markLine.exec(line) ?? [];
    if (sort === '' && /<!--\s*rr:[iasr]\b/.test(line)) return `${at}: the marker of a line is damaged`;
    if (!open) {
      if (sort !== '') return `${at}: the line of marker rr:${sort} ${id} stands outside of its block`;
      continue;
    }
    if (sort === '') {
      if (ownLine.test(line)) return `${at}: this line of block ${open.name} lost its marker`;
      if (last && /^\s+\S/.test(line) && (/^\s+(?:- )?note:/.test(line) || last.notes.length > 0))
        last.notes.push(line);
      else if (line.trim() !== '') last = undefined;
      continue;
    }
    const key = `${sort} ${id}`;
    if (items.has(key)) return `${at}: the marker rr:${key} stands there twice`;
    last = readItem(key, open.name, line);
    items.set(key, last);
  }
  if (open) return `line ${open.line + 1}: block ${open.name} begins here, but its end marker is missing`;
  if (!header) return 'the marker rr:plan at its top is missing';
  return { header, segments, items };
}

export function readItem(key: string, block: string, line: string): WrittenItem {
  const bare = line.replace(markLine, '').trimEnd();
  const [, written = ''] = /(?:^|\s)(?:answer|go \/ no-go): (.*)$/.exec(bare) ?? [];
  const rest = bare.replace(field, '').replace(recheckMark, '').replace(doubtMark, '').replace(box, '');
  return {
    key,
    block,
    line,
    ticked: /^\s*- \[[xX]\] /.test(line),
    recheck: line.includes(recheckMark),
    byTool: key.startsWith('i ') && !/^(?:\*\*BLOCKER\*\* )?[BWQ]\d+ /.test(rest),
    label: /^(?:\*\*BLOCKER\*\* )?(?:\*\*)?([BWQS]\d+[a-z]?)\b/.exec(rest)?.[1] ?? '',
    answer: /^(?:_+|_+ at _+)?$/.test(written.trim()) ? '' : written.trim(),
    notes: [],
    text: rest
      .replace(/\b(?:S\d+[a-z]?|[BWQ]\d+|E\d+|V\d+|G\d+|RB\d+)\b/g, '')
      .replace(/\*\*/g, '')
      .replace(/(?:\s*,)+(?=\s*$)/, '')
      .replace(/\s+/g, ' ')
      .trim(),
  };
}

/** The generated line with what people gave to the one it replaces. */
export function withState(line: string, state: { ticked: boolean; recheck: boolean; answer: string }): string {
  const [tail = ''] = markLine.exec(line) ?? [];
  let head = line
    .slice(0, line.length - tail.length)
    .replace(recheckMark, '')
    .trimEnd();
  const [, name] = field.exec(head) ?? [];
  if (name !== undefined) {
    head = head.replace(field, '').trimEnd();
    if (state.recheck) head = `${head} ${recheckMark}`;
    head = `${head} ${name}: ${state.answer || (name === 'answer' ? '____' : '____ at ____')}`;
  } else if (state.recheck) head = `${head} ${recheckMark}`;
  return `${head.replace(box, `$1- [${state.ticked ? 'x' : ' '}] `)} ${tail.trim()}`;
}

export function isLogHeading(line: string): boolean {
  return line.trim() === logHeading || /^## (?:\d+ )?Action log\b/.test(line);
}

/** What people answered, by the id of the question. A damaged plan has no answers; merging will tell. */
export function answersIn(existing: string | undefined): Map<string, string> {
  const answers = new Map<string, string>();
  const document = existing === undefined ? '' : readDocument(existing);
  if (typeof document === 'string') return answers;
  // Ids of questions and of steps that ask something do not meet: both are semantic.
  for (const { key, answer } of document.items.values())
    if (/^[as] /.test(key) && answer !== '') answers.set(key.slice(2), answer);
  return answers;
}

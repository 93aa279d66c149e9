import { code, counted, listed, type Phrase, people, say, textOf } from '../core/phrase';
import type { Gate } from '../core/plan';
import type { Span } from '../core/span';
import type { Origin } from '../core/step';
import { markerId } from './marker';

export interface Draft {
  id: string;
  sort: Gate['sort'];
  text: Phrase;
  /** What is wrong, and what to do about it, of a finding: one remedy is told once for all that need it. */
  short?: string | Phrase;
  todo?: string | Phrase;
  /** The text with its remedy, where another line tells that now. */
  whole?: Phrase;
  origin: Origin;
  subject: string;
  places: readonly Span[];
  rule?: string;
  asked?: string[];
  answer?: string;
  doubt?: string;
}

/** A line, or a head over lines that keep their own ticks and answers. */
export interface Bundle {
  id: string;
  draft: Draft;
  /** How many findings it stands for. */
  stands: number;
  items?: Bundle[];
}

/** As many lines as people read before they start. */
const budget = 12;
/** More than this of one kind are one tick: nobody works through them one by one in the evening of a release. */
const mostItems = 12;

/** Groups what belongs together, as little as is needed: what stands good first, then warnings, blockers and questions. */
export function withinBudget(drafts: readonly Draft[]): Bundle[] {
  let list: Bundle[] = oneRemedy(drafts.map((draft) => ({ id: draft.id, draft, stands: 1 })));
  const passes: ((grouped: readonly Bundle[]) => Bundle[])[] = [
    (all) => group(all, 'warning', ({ rule }) => rule),
    (all) => group(all, 'blocker', ({ rule }) => rule),
    (all) => group(all, 'satisfied', () => 'good'),
    (all) => group(all, 'accepted', () => 'accepted'),
    (all) => group(all, 'question', ({ asked = [] }) => asked.join('+')),
    (all) => group(all, 'warning', () => 'all'),
    (all) => group(all, 'question', () => 'all'),
    (all) => group(all, 'blocker', ({ rule = '' }) => rule.slice(0, rule.indexOf('/'))),
  ];
  for (const pass of passes) {
    if (list.length <= budget) break;
    list = pass(list);
  }
  return list;
}

/**
 * Findings of one rule with one remedy: where one file has them all, one line says it, because they are mended together; else the
 * remedy stands in the head, and each line says only where it is needed.
 */
function oneRemedy(list: readonly Bundle[]): Bundle[] {
  const keyOf = ({ draft: { sort, rule, todo } }: Bundle) =>
    rule === undefined || todo === undefined ? undefined : JSON.stringify([sort, rule, todo]);
  return gathered(list, keyOf).flatMap((mine) => {
    const [one] = mine as [Bundle, ...Bundle[]];
    if (mine.length < 2) return [one];
    const files = gathered(mine, ({ draft }) => draft.places[0]?.file).map(inOneFile);
    const [only, ...more] = files as [Bundle, ...Bundle[]];
    return more.length === 0 ? [only] : [merged(files, one.draft.rule as string, one.draft.todo)];
  });
}

/** Those of one key together, in the place of the first; without a key each stays alone. */
function gathered(list: readonly Bundle[], keyOf: (one: Bundle) => string | undefined): Bundle[][] {
  const same = new Map<string, Bundle[]>();
  const all: Bundle[][] = [];
  for (const one of list) {
    const key = keyOf(one);
    const known = key === undefined ? undefined : same.get(key);
    if (known) known.push(one);
    else {
      const mine = [one];
      all.push(mine);
      if (key !== undefined) same.set(key, mine);
    }
  }
  return all;
}

/** Findings of one rule in one file as one line: the first in full, the others by name. */
function inOneFile(mine: readonly Bundle[]): Bundle {
  const [first, ...others] = mine as [Bundle, ...Bundle[]];
  if (others.length === 0) return first;
  const { draft } = first;
  const file = draft.places[0]?.file ?? '';
  const nameOf = ({ draft: { subject } }: Bundle) => subject.replace(/^[a-z]+ /, '').replace(/ on \S+$/, '');
  const names = [...new Set(mine.map(nameOf))];
  const lines = others.flatMap((one) => one.draft.places.slice(0, 1).map(({ line }) => line)).sort((a, b) => a - b);
  const also =
    names.length === mine.length
      ? say`The same of ${listed(names.slice(1), 8)}.`
      : say`The same ${lines.length === 1 ? 'once' : `${lines.length} times`} more in that file, line ${lines.slice(0, 8).join(', ')}.`;
  const short = say`${draft.short ?? ''} ${also}`;
  return {
    id: markerId(`group/${draft.sort}/${draft.rule}/${file}`),
    stands: mine.reduce((n, { stands }) => n + stands, 0),
    draft: {
      ...draft,
      short,
      text: say`${short} ${draft.todo ?? ''}`,
      subject: `${draft.rule} in ${file}`,
      places: mine.flatMap(({ draft: { places } }) => places.slice(0, 1)),
    },
  };
}

/** Lines without the remedy; where two say the same, each says where. */
function told(members: readonly Bundle[]): Bundle[] {
  const texts = members.map(({ draft }) => say`${draft.short ?? ''}`);
  return members.map((member, i) => {
    const text = texts[i] ?? [];
    const [at] = member.draft.places;
    const again = texts.filter((other) => textOf(other) === textOf(text)).length > 1;
    const said = textOf(text).replace(/\.$/, '');
    const shown = again && at ? say`${said} in ${code(`${at.file}:${at.line}`)}.` : text;
    return { ...member, draft: { ...member.draft, text: shown, whole: member.draft.text } };
  });
}

function group(list: readonly Bundle[], sort: Gate['sort'], by: (draft: Draft) => string | undefined): Bundle[] {
  const groups = new Map<string, Bundle[]>();
  const keyOf = ({ draft }: Bundle) => (draft.sort === sort ? by(draft) : undefined);
  for (const item of list) {
    const key = keyOf(item);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  const result: Bundle[] = [];
  for (const item of list) {
    const key = keyOf(item);
    const mine = key === undefined ? undefined : groups.get(key);
    if (!mine || mine.length === 1) result.push(item);
    else if (mine[0] === item) result.push(merged(mine, key as string));
  }
  return result;
}

function merged(members: readonly Bundle[], key: string, remedy?: string | Phrase): Bundle {
  const whole = members.flatMap((member) => member.items ?? [member]).map(withRemedy);
  const items = remedy === undefined ? whole : told(whole);
  const { draft } = items[0] as Bundle;
  const stands = items.reduce((n, item) => n + item.stands, 0);
  const { rule } = draft;
  const one = rule !== undefined && items.every((item) => item.draft.rule === rule);
  const id = markerId(`group/${draft.sort}/${key}`);
  if (one && items.length > mostItems)
    return {
      id,
      stands,
      draft: {
        ...draft,
        id,
        text: say`${stands} of a kind: ${listed([...new Set(items.map((item) => item.draft.subject))], 4)}. First: ${draft.text}`,
        subject: `group ${draft.sort} ${key}`,
        places: items.flatMap((item) => item.draft.places.slice(0, 1)),
      },
    };
  return { id, stands, items, draft: { ...draft, id, text: headOf(draft, items, one, remedy) } };
}

/** A line that leaves its group takes its remedy along. */
function withRemedy(one: Bundle): Bundle {
  const { whole, ...draft } = one.draft;
  return whole ? { ...one, draft: { ...draft, text: whole } } : one;
}

function headOf({ sort, rule }: Draft, items: readonly Bundle[], one: boolean, remedy?: string | Phrase): Phrase {
  const n = items.length;
  if (sort === 'satisfied') return say`Stands good:`;
  if (sort === 'accepted') return say`${counted(n, 'accepted blocker')}:`;
  const [who = []] = items.map((item) => item.draft.asked);
  if (sort === 'question' && items.every((item) => (item.draft.asked ?? []).join() === who.join()))
    return say`${counted(n, sort)} to ${people(who)}:`;
  const kind = one && rule ? say`${counted(n, sort)} of ${code(rule)}` : say`${counted(n, sort)}`;
  return remedy === undefined ? say`${kind}:` : say`${kind}. ${remedy}`;
}

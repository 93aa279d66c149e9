import type { PlanInput } from './input';
import type { SlotJudge } from './window';

/** What is to be said to an answer, and whether it closes its question nevertheless. */
export interface Doubt {
  text: string;
  closes: boolean;
}

/** Answers that count, and what is to be said to those that people gave. */
export interface Judged {
  answers: Map<string, string>;
  doubts: Map<string, Doubt>;
}

/** Words that keep a place for an answer. */
const noAnswer =
  /^(?:tbd|tba|tbc|todo|fixme|n\/?a|none|null|unknown|open|later|pending|asap|soon|xx+|\?+|\.+|-+|…|no idea|don.?t know|not yet)[.!?]*$/i;
const declined = /^(?:no|nope|nein|not? yet|not ready|missing)\b/i;
/** Questions that only a yes closes. */
const wantsYes = /^(?:comms\/support-text$|tp\/.*\/webhook$|policy\/staffing\/)/;
/** Questions about people. */
const aboutPeople = /^(?:policy\/roles|tp\/.*\/escalation$|policy\/window$)/;
const handles = /(?<![\w./@])@[A-Za-z\d][\w.-]*(?:\/[\w.-]+)?/g;
const moments = /\b(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}:\d{2})(?::\d{2})?\s?(Z|UTC\b|[+-]\d{2}:?\d{2})?)?/g;
/** A reason for what the policy does not allow: the person who wrote it stands for it. */
const reasoned = /\bbecause\s+\S.{9,}/i;

/** Judges what people answered by what the policy and CODEOWNERS say. An answer stays as it is written; it may not count. */
export function judgeAnswers(input: PlanInput): Judged {
  const answers = new Map(input.answers);
  const doubts = new Map<string, Doubt>();
  for (const [id, answer] of input.answers) {
    const doubt = doubtOf(id, answer, input);
    if (!doubt) continue;
    doubts.set(id, doubt);
    if (!doubt.closes) answers.delete(id);
  }
  return { answers, doubts };
}

/** Judges the time that an answer names by the rules of the policy, which need the level of the release. */
export function judgeTimes(judged: Judged, judgeAt: (from: number) => ReturnType<SlotJudge>, input: PlanInput): void {
  const id = 'policy/window';
  const answer = judged.answers.get(id);
  if (answer === undefined) return;
  for (const { text, from } of timesIn(answer, input)) {
    const { reasons } = judgeAt(from);
    const because = from < input.now ? 'lies in the past' : reasons.map(({ text: reason }) => reason).join('; ');
    if (because === '') continue;
    const closes = reasoned.test(answer) && from >= input.now;
    judged.doubts.set(id, {
      text: `${text}: ${because}${closes ? '' : '; name another time, or write why nevertheless: because …'}`,
      closes,
    });
    if (!closes) judged.answers.delete(id);
    return;
  }
}

function doubtOf(id: string, answer: string, input: PlanInput): Doubt | undefined {
  const plain = answer.replace(/[*_`"']/g, '').trim();
  if (noAnswer.test(plain)) return { text: 'this is no answer yet', closes: false };
  if (wantsYes.test(id) && declined.test(plain)) return { text: 'a no leaves it open', closes: false };
  if (id === 'policy/backup') {
    const future = [...plain.matchAll(moments)].find(
      ([, day = '']) => day > new Date(input.now).toISOString().slice(0, 10),
    );
    if (future)
      return { text: `${future[1]} is still to come: a restore that was not tried proves nothing`, closes: false };
  }
  if (!aboutPeople.test(id)) return undefined;
  const unknown = unknownPeople(plain, input);
  return unknown.length > 0
    ? {
        text: `neither CODEOWNERS nor the policy knows ${unknown.map((name) => `\`${name}\``).join(', ')}: check the spelling`,
        closes: true,
      }
    : undefined;
}

/** Handles that nobody has written down, where anybody has. */
function unknownPeople(text: string, { facts, policy }: PlanInput): string[] {
  const owners = facts('owner.declared').flatMap(({ owners: names }) => names);
  if (owners.length === 0) return [];
  const { experts = {}, rules: _rules, ...roles } = policy.roles ?? {};
  const named = [...Object.values(roles), ...Object.values(experts)].flatMap(({ who, backup = [] }) => [
    ...who,
    ...backup,
  ]);
  const others = Object.values(policy.third_parties ?? {}).flatMap(({ owner, escalation = [] }) => [
    owner ?? '',
    ...escalation,
  ]);
  const known = new Set([...owners, ...named, ...others].map((name) => name.toLowerCase()));
  return [...new Set(text.match(handles) ?? [])].filter((name) => !known.has(name.replace(/[.]+$/, '').toLowerCase()));
}

/** Moments that a text names with day and time; without a zone they are local to the service. */
function timesIn(answer: string, { zone }: PlanInput): { text: string; from: number }[] {
  return [...answer.matchAll(moments)].flatMap(([text, day = '', clock, offset]) => {
    if (clock === undefined) return [];
    const local = `${day}T${clock.padStart(5, '0')}`;
    if (Number.isNaN(Date.parse(`${local}Z`))) return [];
    const from =
      offset === undefined ? zone.instant(local) : Date.parse(`${local}${/^[+-]/.test(offset) ? offset : 'Z'}`);
    return Number.isNaN(from) ? [] : [{ text: text.trim(), from }];
  });
}

import type { Fact, FactKind } from './fact';
import type { Phrase } from './phrase';
import type { Level } from './policy';
import type { Answer } from './review';
import type { Span } from './span';
import type { Origin, Step } from './step';

/** One line of a plan, with where it comes from. */
export interface Line {
  text: Phrase;
  origin: Origin;
  /** Who can answer, for questions: people of the policy, or the name of a role. */
  asked?: string[];
  /** Labels of the evidence index: `E4`. */
  evidence: string[];
}

/** A line that a person ticks or answers; the id is semantic and survives regeneration. */
export interface Item extends Line {
  id: string;
}

export interface ChangeRow {
  what: Phrase;
  class: string;
  reversible: string;
  /** Not simply reversible: printed bold. */
  firm: boolean;
  origin: Origin;
  evidence: string[];
}

export interface Gate extends Item {
  /** Lines of one kind under a common head, each with its own tick or answer; the head has none and no label. */
  items?: Gate[];
  sort: 'blocker' | 'warning' | 'question' | 'satisfied' | 'accepted';
  /** `B1`, `W2`, `Q3`. */
  label: string;
  /** What a person answered, in the plan that was there, where it closes the question. */
  answer?: string;
  /** What is to be said to the answer: a time in a freeze, a handle that nobody knows. */
  doubt?: string;
  rule?: string;
  /** How many findings this line stands for, when they were grouped. */
  stands: number;
}

export interface RoleRow {
  role: string;
  people: string[];
  backups: string[];
  covers: Line;
  does: string;
}

export interface PlanStep extends Item {
  /** `S6`, `S11a`. */
  label: string;
  kind: Step['kind'];
  phase: Step['phase'];
  title: Phrase;
  after: string[];
  check?: Phrase;
  onFailure?: Phrase;
  /** Ids of the steps it stands for, when they were grouped. */
  stands: string[];
  /** The decider's word is asked for here. */
  decision?: true;
  /** What a person answered, for a step that asks something. */
  answer?: string;
  doubt?: string;
}

/** One factor of the risk; points of an unknown count only for the upper end of the band. */
export interface RiskFactor {
  id: string;
  points: number;
  /** Points that an unknown may add. */
  unknown: number;
  because: string;
  at: Span[];
  /** What would take points away, and the work it takes from 1 to 3. */
  remedy?: { text: string; effort: number; gain: number };
}

export interface RiskGroup {
  id: string;
  cap: number;
  points: number;
  high: number;
}

export interface Risk {
  low: number;
  high: number;
  level: Level;
  /** What the points alone would give, when a blocker lifts the level. */
  byPoints: Level;
  lifted?: string;
  groups: RiskGroup[];
  factors: RiskFactor[];
  /** Cheapest actions first. */
  ways: { text: string; gain: number }[];
  /** Level and band after them. */
  after?: { low: number; high: number };
  /** Differences of the policy's weights from the defaults. */
  overrides: string[];
}

export interface WayBack extends Item {
  /** `RB0`. */
  label: string;
  name: string;
  /** What it consists of, in the order in which it is done, where that is more than one thing. */
  parts?: { id: string; text: Phrase }[];
  /** Statements that it runs, in their order. */
  statements?: string[];
}

export interface Table {
  head: string[];
  rows: Phrase[][];
}

export interface WatchRow {
  gates: string;
  metric: Phrase;
  kind: string;
  normal: Phrase;
  stop: Phrase;
  /** Its query, as the policy writes it. */
  query?: string;
}

export interface PlanQuery {
  /** `V2`. */
  label: string;
  sql: string;
  expect: string;
  /** Ids of the steps that it verifies. */
  steps: string[];
}

export interface EvidenceEntry {
  label: string;
  places: Span[];
  /** A record instead of places: a rehearsal run. */
  note?: string;
}

/** A release that cannot be made in one go, and the one edge at which to divide it. */
export interface Split {
  text: Phrase;
  /** What goes into which pull request, without why. */
  advice: Phrase;
  /** Where what must go elsewhere is written. */
  places: Span[];
  /** Ids of the cycle, in its order. */
  cycle: string[];
  cut: { from: string; to: string; because: string };
}

/** After this step one of the two versions does not work. */
export interface Hole {
  step: string;
  version: 'old' | 'new';
  because: string;
}

/** A release plan: a pure function of review, policy, answers and now. */
export interface Plan {
  title: string;
  service?: string;
  header: { base: string; head: string; policy: string; inputs: string };
  /** Nothing in the release needs a gate, a step or a way back beside the code's own. */
  quiet: boolean;
  /** Its steps, and who is there to decide, are all that anybody has to read. */
  short: boolean;
  verdict: Answer;
  /**
   * `asking`: how many of the open questions stand at a step or a way back. `reviewed`: what the review of the same change counts;
   * the others are the plan's own.
   */
  counts: {
    blockers: number;
    questions: number;
    asking: number;
    warnings: number;
    reviewed: { blockers: number; warnings: number; notes: number };
  };
  risk: Risk;
  rollback: Line;
  changes: ChangeRow[];
  gates: Gate[];
  roles: RoleRow[];
  window: Line[];
  windows: { from: string; to: string; local: string; load?: number; canaryMinutes?: number }[];
  steps: PlanStep[];
  later: Item[];
  splits: Split[];
  holes: Hole[];
  rehearsal?: { intro: Phrase; table: Table; evidence: string[] };
  waysBack: WayBack[];
  decisions?: { intro: Phrase; table: Table; after: Line };
  watch: {
    rows: WatchRow[];
    lines: Line[];
    /** Statement before the queries that keeps them short, where the database is known to have one. */
    limit?: string;
    queries: PlanQuery[];
  };
  comms: Line[];
  evidence: EvidenceEntry[];
}

/** A value of the header: one word, and nothing that ends the comment. */
export function headerWord(text: string): string {
  return text.replace(/[^\w.:/-]+/g, '-').replace(/-{2,}/g, '-') || '-';
}

/** The sections of a plan in their order. Texts refer to them by name: numbers move when one is left out. */
export const planHeadings: readonly { name: string; heading: string }[] = [
  { name: 'scope', heading: '## What ships' },
  { name: 'gates', heading: '## Before you may start' },
  { name: 'roles', heading: '## Who' },
  { name: 'window', heading: '## When' },
  { name: 'steps', heading: '## Steps' },
  { name: 'rollback', heading: '## Rollback and roll-forward' },
  { name: 'watch', heading: '## Watch' },
  { name: 'comms', heading: '## Communication' },
  { name: 'evidence', heading: '## Evidence' },
];
/** Written once and then left to the scribe. */
export const logHeading = '## Action log (scribe; UTC; never regenerated)';

const headings = new Set([...planHeadings.map(({ heading }) => heading), logHeading]);
const bare = (line: string) => line.replace(/^## \d+ /, '## ');

/** The lines of a plan with the headings as they are known: without numbers. */
export function plainHeadings(lines: readonly string[]): string[] {
  return lines.map((line) => (headings.has(bare(line)) ? bare(line) : line));
}

/** The lines of a plan with the headings of the sections that are there numbered from 1. */
export function numberedHeadings(lines: readonly string[]): string[] {
  let number = 0;
  return plainHeadings(lines).map((line) => (headings.has(line) ? line.replace('## ', `## ${++number} `) : line));
}

/** The lines of gates that are ticked or answered one by one. */
export function singleGates(gates: readonly Gate[]): Gate[] {
  return gates.flatMap((gate) => gate.items ?? [gate]);
}

/** Facts of the head side. */
export type FactsOf = <K extends FactKind>(kind: K) => readonly Fact<K>[];

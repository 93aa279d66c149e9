import type { Finding } from './finding';
import type { Answer, Change } from './review';
import type { Step } from './step';

/** A release plan: a pure function of review, policy, answers and now. */
export interface Plan {
  title: string;
  verdict: Answer;
  compared: { base: string; head: string } | undefined;
  changes: Change[];
  blockers: Finding[];
  warnings: Finding[];
  /** Questions that only a person can answer. */
  questions: Step[];
  /** In the order in which they must happen. */
  steps: Step[];
  /** Cycles among the steps, named by their ids: the release must be split there. */
  splits: string[][];
}

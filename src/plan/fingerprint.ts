import { fingerprint } from '../core/finding';
import type { FactsOf } from '../core/plan';
import type { Review } from '../core/review';
import { compareText } from '../core/span';

/**
 * Everything of the repository that a plan rests on, as one text: hashed, it tells whether a plan is stale. Ticks, answers,
 * the clock, and the plan's own file are not in it; nor are the names of the compared commits.
 */
export function inputsOf(review: Review, facts: FactsOf, content: (path: string) => string | undefined): string {
  const sorted = (lines: string[]) => lines.sort(compareText);
  return JSON.stringify([
    sorted(
      review.findings.map((f) =>
        [fingerprint(f), f.status, f.severity, f.suppressed ? 'accepted' : '', f.what].join(' | '),
      ),
    ),
    sorted(
      review.steps.map((s) =>
        [s.id, s.phase, s.kind, s.origin, s.title, JSON.stringify(s.query ?? s.wayBack ?? null)].join(' | '),
      ),
    ),
    sorted(review.changes.map((c) => [c.kind, c.change, c.subject].join(' | '))),
    sorted(review.inventory.map((s) => [s.system, s.status, s.limits.join(','), String(s.guarded)].join(' | '))),
    sorted(
      facts('file.changed')
        .filter(({ path }) => !path.startsWith('.release-readiness/'))
        // What was read of a file counts, not how a host counted its lines.
        .map(({ path }) => [path, content(path) ?? ''].join(' | ')),
    ),
    sorted(facts('rehearsal.recorded').map((r) => r.inputs)),
    sorted(
      facts('rollout.declared').map((r) => [r.environment, r.workload, r.style, JSON.stringify(r.steps)].join(' | ')),
    ),
  ]);
}

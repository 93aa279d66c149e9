import type { Fact } from '../core/fact';
import type { Finding } from '../core/finding';
import type { Policy, Waiver } from '../core/policy';
import type { Suppression } from '../core/review';
import { compareSpans } from '../core/span';

type Written = Fact<'suppression.written'>;

/** Least length of a reason, in characters. */
const shortest = 10;

/**
 * Applies the acceptances written in comments and in the policy. One without a reason, or naming an unknown rule, has no
 * effect; an expired one brings its finding back. A finding is accepted where it points, not where its evidence lies.
 */
export function accept(
  findings: Finding[],
  written: readonly Written[],
  known: ReadonlySet<string>,
  policies: { at(path: string): Policy; all: readonly Policy[] },
  today: string,
): { findings: Finding[]; suppressions: Suppression[] } {
  const suppressions: Suppression[] = [];
  const active: { written: Written; entry: Suppression }[] = [];
  for (const fact of written) {
    const because = fact.invalid ?? whyInvalid(fact, known);
    const expired = fact.until !== undefined && fact.until < today;
    const entry: Suppression = {
      at: fact.at,
      rules: fact.rules,
      ...(fact.reason ? { reason: fact.reason } : {}),
      ...(fact.until ? { until: fact.until } : {}),
      state: because ? 'invalid' : expired ? 'expired' : 'unused',
      ...(because ? { because } : {}),
    };
    suppressions.push(entry);
    if (!because && !expired) active.push({ written: fact, entry });
  }
  const waivers = new Map(
    policies.all.flatMap(({ waivers: own = [] }) => own).map((waiver) => [waiver, entryOf(waiver, known, today)]),
  );
  suppressions.push(...[...waivers.values()].filter((entry) => entry !== undefined));
  const result = findings.map((finding) => {
    const hit = active.find(
      ({ written: w }) =>
        w.rules.includes(finding.rule) && w.at.file === finding.at.file && (w.scope === 'file' || overlaps(w, finding)),
    );
    if (hit) {
      hit.entry.state = 'active';
      return {
        ...finding,
        suppressed: {
          reason: hit.written.reason ?? '',
          at: hit.written.at,
          ...(hit.written.until ? { until: hit.written.until } : {}),
        },
      };
    }
    const waiver = policies
      .at(finding.at.file)
      .waivers?.find(
        (w) =>
          w.rule === finding.rule && w.key === finding.key && w.reason.trim().length >= shortest && w.until >= today,
      );
    const entry = waiver && waivers.get(waiver);
    if (entry) entry.state = 'active';
    return waiver
      ? {
          ...finding,
          suppressed: {
            reason: waiver.reason,
            at: waiver.at ?? finding.at,
            owner: waiver.owner,
            until: waiver.until,
          },
        }
      : finding;
  });
  return { findings: result, suppressions: suppressions.sort((a, b) => compareSpans(a.at, b.at)) };
}

/** An acceptance of the policy, listed at its place there. */
function entryOf(waiver: Waiver, known: ReadonlySet<string>, today: string): Suppression | undefined {
  const { at, rule, reason, until } = waiver;
  if (!at) return undefined;
  const because = whyInvalid({ rules: [rule], reason }, known);
  return {
    at,
    rules: [rule],
    reason,
    until,
    state: because ? 'invalid' : until < today ? 'expired' : 'unused',
    ...(because ? { because } : {}),
  };
}

function whyInvalid(fact: Pick<Written, 'rules' | 'reason'>, known: ReadonlySet<string>): string | undefined {
  const unknown = fact.rules.filter((rule) => !known.has(rule));
  if (unknown.length > 0) return `unknown rule ${unknown.join(', ')}`;
  if ((fact.reason ?? '').trim().length < shortest) return `a reason of at least ${shortest} characters is missing`;
  return undefined;
}

function overlaps(written: Written, finding: Finding): boolean {
  return (
    finding.at.line <= written.covers.endLine &&
    finding.at.endLine >= written.covers.line &&
    finding.at.line >= written.covers.line
  );
}

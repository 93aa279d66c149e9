import type { DdlOp } from '../../core/fact';
import { type Evidence, type RuleId, rank } from '../../core/finding';
import { ddlSubject } from '../../core/identity';
import type { Policy } from '../../core/policy';
import { defineRule, type Rule, type RuleMeta, type Verdict } from '../../core/rule';
import { compareSpans } from '../../core/span';
import type { Op } from './server';

/** What a rule says of one operation; subject and place are those of the operation unless it says otherwise. */
export type Judgement = Omit<Verdict, 'subject' | 'at'> & Partial<Pick<Verdict, 'subject' | 'at'>>;

export interface OperationRule {
  id: RuleId;
  meta: RuleMeta;
  /** The operations that it looks at. */
  ops: readonly DdlOp[];
  yieldsTo?: readonly RuleId[];
  /** What makes operations of one migration one finding; the object by default. */
  groupBy?(op: Op): string;
  judge(op: Op, policy: Policy): Judgement | undefined;
}

const keys = new WeakMap<Op, string>();

/** Many rules ask about the same operation. */
function keyOf(op: Op): string {
  let key = keys.get(op);
  if (key === undefined) {
    key = `${op.migration} ${ddlSubject(op)}`;
    keys.set(op, key);
  }
  return key;
}

/**
 * A rule over single pending operations: one finding per migration and object, told by the worst, with the other places as evidence. Neither an edit
 * nor a moved line changes its key.
 */
export function operationRule(rule: OperationRule): Rule {
  const ops: ReadonlySet<string> = new Set(rule.ops);
  return defineRule({
    id: rule.id,
    meta: rule.meta,
    reads: ['ddl.resolved'],
    within: 'database',
    ops: rule.ops,
    by(op) {
      if (!op.pending || !ops.has(op.op)) return [];
      return rule.groupBy ? `${op.migration} ${rule.groupBy(op)}` : keyOf(op);
    },
    ...(rule.yieldsTo ? { yieldsTo: rule.yieldsTo } : {}),
    judge(c, policy) {
      const judged = c.head.of('ddl.resolved').flatMap((op) => {
        const verdict = rule.judge(op, policy);
        return verdict ? [{ op, verdict }] : [];
      });
      if (judged.length === 0) return undefined;
      // The worst of them speaks, of several the first: what it says would play down another that is worse.
      const weight = ({ verdict }: (typeof judged)[number]) => rank(verdict.severity ?? rule.meta.severity);
      const worst = Math.min(...judged.map(weight));
      const spoken = judged.find((one) => weight(one) === worst);
      if (!spoken) return undefined;
      const { op, verdict } = spoken;
      const further: Evidence[] = judged
        .filter((other) => compareSpans(other.op.at, op.at) !== 0)
        .map((other) => ({ at: other.op.at, note: other.verdict.what }));
      const evidence = [...(verdict.evidence ?? []), ...further];
      return {
        ...verdict,
        subject: verdict.subject ?? ddlSubject(op),
        at: verdict.at ?? op.at,
        ...(verdict.confidence || op.confidence ? { confidence: verdict.confidence ?? 'likely' } : {}),
        ...(evidence.length > 0 ? { evidence } : {}),
      };
    },
  });
}

/** The lock that the transaction holds already when the operation starts, and what the history tells. */
export function evidenceOf(op: Op): Evidence[] {
  const evidence: Evidence[] = [...(op.related ?? [])];
  if (op.alreadyHeld)
    evidence.push({
      at: op.alreadyHeld.at,
      note: `${op.alreadyHeld.table} is locked here already (ACCESS EXCLUSIVE), until the transaction ends`,
    });
  return evidence;
}

/** Reads and writes wait, not only writes, when the transaction already holds the exclusive lock of the table. */
export function whoWaits(op: Op): string {
  const all = op.blocks === 'all' || (op.alreadyHeld !== undefined && op.alreadyHeld.table === op.table);
  return all ? 'reads and writes' : 'writes';
}

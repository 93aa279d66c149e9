import type { Review } from '../../src/core/review';
import type { Span } from '../../src/core/span';

const place = (at: Span) => `${at.file}:${at.line}:${at.column}`;

/** What a case must show, short enough to be read in a review of the case. */
export function renderCase(review: Review): string {
  const lines: string[] = [];
  for (const f of review.findings) {
    lines.push(
      `- ${f.status} ${f.severity} \`${f.rule}\` ${place(f.at)} — ${f.what}${f.confidence === 'likely' ? ' (likely)' : ''}${f.suppressed ? ` (accepted: ${f.suppressed.reason})` : ''}`,
    );
    for (const e of f.evidence) lines.push(`  - ${place(e.at)} ${e.note}`);
    for (const fix of f.fixes ?? []) lines.push(`  - fix: ${fix.title}`);
  }
  for (const u of review.unread) lines.push(`- not read ${place(u.at)} — ${u.reason}`);
  return lines.length > 0 ? `${lines.join('\n')}\n` : '';
}

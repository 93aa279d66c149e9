import { rank, type Severity } from '../core/finding';
import type { Review } from '../core/review';
import { isUnanswerable, type Unanswerable } from '../host/ports';
import { partsFor } from '../parts';
import { htmlReport } from '../report/html';
import type { ReportInput } from '../report/input';
import { jsonReport } from '../report/json';
import { markdownComment, markdownReport } from '../report/markdown';
import { sarifReport } from '../report/sarif';
import { textReport } from '../report/text';
import { version } from '../version';
import { answer } from './answer';
import type { Arguments, Format } from './args';
import { type ExitCode, exitCode } from './exitCode';
import { type Terminal, usesColour } from './terminal';

/** What a command has to say, before it is written anywhere. */
export interface Said {
  text: string;
  code: ExitCode;
}

export async function reviewCommand(args: Arguments, terminal: Terminal, now: Date): Promise<Said | Unanswerable> {
  const { flags } = args;
  const format = (flags.format ?? 'text') as Format;
  const given = await answer(args, terminal, now);
  if (isUnanswerable(given)) return given;
  const { review } = given;
  const input: ReportInput = {
    review,
    scope: flags.scope === 'all' || review.compared === 'no base' ? 'all' : 'introduced',
    rules: partsFor({ history: flags.history === true }).rules,
    version,
    policy: given.policyHash,
    notes: given.notes,
  };
  return {
    text: render(input, format, args, terminal),
    // A rule that threw may have hidden a blocker: never a green light.
    code:
      given.failedRules.length > 0 ? exitCode.unanswerable : codeOf(review, (flags['fail-on'] ?? 'blocker') as FailOn),
  };
}

function render(input: ReportInput, format: Format, { flags }: Arguments, terminal: Terminal): string {
  switch (format) {
    case 'json':
      return jsonReport(input);
    case 'markdown':
      return flags.short ? markdownComment(input) : markdownReport(input);
    case 'html':
      return htmlReport(input);
    case 'sarif':
      return sarifReport(input, {
        includeSuppressed: flags['include-suppressed'] === true,
        ...(typeof flags.service === 'string' ? { service: flags.service } : {}),
      });
    case 'text':
      return textReport(input, {
        colour: flags.output === undefined && usesColour(terminal, flags['no-color'] === true),
        width: terminal.out.columns ?? 100,
      });
  }
}

type FailOn = Severity | 'never';

/** Only what the release introduces or worsens counts, and what is accepted does not. */
function codeOf(review: Review, failOn: FailOn): ExitCode {
  if (failOn === 'never') return exitCode.yes;
  const failing = review.findings.some(
    (f) => !f.suppressed && f.status !== 'existing' && rank(f.severity) <= rank(failOn),
  );
  return failing ? exitCode.no : exitCode.yes;
}

/** What a command's exit code means. A crash is never a "no". */
export const exitCode = {
  /** The answer is yes: nothing introduced at or above `--fail-on`, way back restored, plan ready. */
  yes: 0,
  no: 1,
  /** The question could not be asked: usage, internal error, no merge base, an inconclusive rehearsal. */
  unanswerable: 2,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

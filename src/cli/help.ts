import type { Command } from './args';

const commonHelp = `  --base <ref>|empty      what to compare with: a branch or commit (its merge base with head), a tag (itself),
                          or nothing at all; default: compare_with of the policy, else the default branch
  --base-dir <folder>     compare with a folder instead; no git needed
  --head <ref>            review a stored revision instead of the working tree
  --service <name>        only what belongs to this service
  --format <format>       text, json, markdown, html or sarif
  --output <file>         write there instead of standard output
  --policy <file>         default: .release-readiness.yaml at the root of the repository
  --now <time>            the time to judge by, e.g. 2026-03-02T09:00Z; default: the clock
  --no-cache              read everything again
  --no-color
  --version, --help`;

const own: Record<Command, string> = {
  review: `release-readiness review [path]

Compares head with base and reports what would break the release.

  --scope introduced|all  default: introduced; all where there is no base
  --fail-on <severity>    blocker (default), warning, note or never: exit with 1 from here on
  --history               judge every migration as a release of its own, against the schema before it
  --include-suppressed    accepted findings too, in SARIF
  --short                 Markdown of at most 60 lines, for a comment
${commonHelp}

Exit codes: 0 yes, 1 no, 2 the question could not be asked, 130 interrupted.`,
  plan: `release-readiness plan [path]

Writes the release plan: what ships, gates, people, window, steps and ways back.

  --write [file]          write it into the repository; an existing plan keeps its ticks, answers and notes
  --release <label>       name of the release in the title
  --slot <time>           plan for this time
  --short                 verdict, blockers, questions and steps in at most 60 lines, for a comment
  --merge <file>          the comment as it is now: its ticks and answers go into the new one, and into the plan
${commonHelp}`,
  rehearse: `release-readiness rehearse [path]

Runs the release's migrations up, back and up again in a throw-away database.
It is not available yet: this version answers with exit code 2 and rehearses nothing.

  --database-url <url>    an empty database
  --rows <n>
  --run-project-code      let migrations written in code execute
  --write
${commonHelp}`,
  init: `release-readiness init [path]

Writes a commented policy from what it finds in the repository. Asks nothing, overwrites nothing.

  --dry-run               print it instead
${commonHelp}`,
  explain: `release-readiness explain <rule>
release-readiness explain <finding key> [path]
release-readiness explain --list

Prints a rule's page, or one finding with its evidence. The key of a finding is in the JSON report ("key"), and with
its rule in the plan (rr:i <rule>/<key>); quote it where it has blanks.

${commonHelp}`,
  'verify-plan': `release-readiness verify-plan <file>

Checks a plan before deploying: inputs unchanged, blockers closed, questions answered, go given, window open.

${commonHelp}`,
};

export function helpText(command: Command | undefined): string {
  if (command) return `${own[command]}\n`;
  return `release-readiness <command> [path]

  review        compare head with base and report what would break the release
  plan          write the release plan
  rehearse      run the migrations up and back in a throw-away database (not available yet)
  init          write a commented policy from what is found
  explain       print a rule's page, or one finding with its evidence
  verify-plan   check a plan before deploying

Options of every command:
${commonHelp}

release-readiness <command> --help tells more. Nothing is sent anywhere.
`;
}

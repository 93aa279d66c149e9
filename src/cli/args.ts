import { parseArgs } from 'node:util';

export const commands = ['review', 'plan', 'rehearse', 'init', 'explain', 'verify-plan'] as const;
export type Command = (typeof commands)[number];
export const formats = ['text', 'json', 'markdown', 'html', 'sarif'] as const;
export type Format = (typeof formats)[number];

type Value = string | boolean | undefined;

/** A command line that was understood. Flags keep their written names. */
export interface Arguments {
  command: Command | undefined;
  positionals: string[];
  flags: Readonly<Record<string, Value>>;
}

type Kind = 'text' | 'switch' | 'optional';

const common: Record<string, Kind> = {
  base: 'text',
  'base-dir': 'text',
  head: 'text',
  service: 'text',
  format: 'text',
  output: 'text',
  policy: 'text',
  now: 'text',
  'no-cache': 'switch',
  'no-color': 'switch',
  version: 'switch',
  help: 'switch',
};

const own: Record<Command, Record<string, Kind>> = {
  review: { scope: 'text', history: 'switch', 'fail-on': 'text', 'include-suppressed': 'switch', short: 'switch' },
  plan: { write: 'optional', release: 'text', slot: 'text', short: 'switch', merge: 'text' },
  rehearse: { 'database-url': 'text', rows: 'text', 'run-project-code': 'switch', write: 'switch' },
  init: { 'dry-run': 'switch' },
  explain: { list: 'switch' },
  'verify-plan': {},
};

const allowed: Record<string, readonly string[]> = {
  scope: ['introduced', 'all'],
  'fail-on': ['blocker', 'warning', 'note', 'never'],
  format: formats,
};

/** Flags that an empty variable of a script must not turn into something else. */
const named: Record<string, string> = {
  'base-dir': 'a folder',
  service: 'a name',
  output: 'a file',
  policy: 'a file',
  write: 'a file',
  merge: 'a file',
};

const mostPositionals: Record<Command, number> = {
  review: 1,
  plan: 1,
  rehearse: 1,
  init: 1,
  explain: 2,
  'verify-plan': 1,
};

/** Reads a command line; a text says what is wrong with it. */
export function readArguments(argv: readonly string[]): Arguments | string {
  const [first = ''] = argv;
  const command = commands.find((name) => name === first);
  if (!command && first !== '' && !first.startsWith('-')) {
    const meant = nearest(first, commands);
    return `There is no command "${first}".${meant === undefined ? '' : ` Did you mean "${meant}"?`} Commands: ${commands.join(', ')}.`;
  }
  const kinds: Record<string, Kind> = { ...common, ...(command ? own[command] : {}) };
  const given = command ? argv.slice(1) : [...argv];
  const { args, values } = withOptional(given, kinds);
  let parsed: { values: Record<string, Value | Value[]>; positionals: string[] };
  try {
    parsed = parseArgs({
      args,
      options: Object.fromEntries(
        Object.entries(kinds).map(([name, kind]) => [
          name,
          { type: kind === 'text' ? 'string' : 'boolean', ...(name === 'help' ? { short: 'h' } : {}) },
        ]),
      ),
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    const message = (error as Error).message.split('. To specify')[0] ?? 'The command line was not understood.';
    const unknown = /^Unknown option '--([\w-]+)/.exec(message)?.[1];
    const meant = unknown === undefined ? undefined : nearest(unknown, Object.keys(kinds));
    return meant === undefined ? message : `${message}. Did you mean --${meant}?`;
  }
  const flags: Record<string, Value> = { ...(parsed.values as Record<string, Value>), ...values };
  for (const [name, choices] of Object.entries(allowed)) {
    const value = flags[name];
    if (value !== undefined && !choices.includes(String(value)))
      return `--${name} must be one of ${choices.join(', ')}, not "${String(value)}".`;
  }
  for (const name of ['base', 'head'])
    if (String(flags[name] ?? '').startsWith('-') || flags[name] === '')
      return `--${name} needs a branch, tag or commit.`;
  for (const [name, needed] of Object.entries(named)) if (flags[name] === '') return `--${name} needs ${needed}.`;
  if (flags.base !== undefined && flags['base-dir'] !== undefined) return '--base and --base-dir exclude each other.';
  if (command === 'plan' && flags.write && flags.output !== undefined)
    return '--write and --output exclude each other; write a plan to another place with "--write <file>".';
  if (command && parsed.positionals.length > mostPositionals[command])
    return `"${command}" takes at most ${mostPositionals[command]} argument${mostPositionals[command] === 1 ? '' : 's'}; "${parsed.positionals.at(-1)}" is too many.`;
  return { command, positionals: parsed.positionals, flags };
}

/** Letters by which a slip of the hand may differ from what was meant. */
const mostSlips = 2;

function nearest(word: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, slips: distance(word, name) }))
    .filter(({ name, slips }) => slips <= Math.min(mostSlips, name.length / 3))
    .sort((a, b) => a.slips - b.slips);
  return best?.name;
}

/** Letters to add, drop or replace to make one word of another. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[to.length] ?? 0;
}

/** `--write [file]`: a flag whose value may be left out. What looks like a path to Markdown is its value. */
function withOptional(given: readonly string[], kinds: Record<string, Kind>) {
  const args: string[] = [];
  const values: Record<string, Value> = {};
  for (let i = 0; i < given.length; i++) {
    const arg = given[i] ?? '';
    const [, name = '', value] = /^--([a-z-]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (kinds[name] !== 'optional') args.push(arg);
    else if (value !== undefined) values[name] = value;
    else if (/\.md$/i.test(given[i + 1] ?? '')) values[name] = given[++i];
    else values[name] = true;
  }
  return { args, values };
}

/** A time with a zone, or a day or local time taken as UTC; `undefined` when it is none. */
export function readTime(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(text)) return undefined;
  const zoned = /T.*(?:Z|[+-]\d{2}:?\d{2})$/.test(text);
  const time = new Date(zoned ? text : text.includes('T') ? `${text}Z` : `${text}T00:00:00Z`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

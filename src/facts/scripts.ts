import type { Extractor } from '../core/extract';
import { initPrograms } from '../knowledge/imageTools';
import { isShippedPath } from '../knowledge/paths';
import { type ShellCommand, shellCommands } from '../parse/shell';

/** Programs that serve until they are told to stop. */
const servers = /(?:^|\/)(?:node|nodejs|bun|deno|tsx|python3?|gunicorn|uvicorn|celery|java|nginx|next)$/;
const oneTime =
  /migrat|seed|\bdeploy|generate|backup|\binit\b|--version|(?<![\w/.-])build(?![\w/.-])|\binstall\b|\s-e\s|\s-p\s/i;

/** How the scripts that images start with hand over to their program: with `exec` it becomes process 1, else it is a child of the shell. */
export const scripts: Extractor = {
  name: 'scripts',
  emits: ['script.declared'],
  files:
    /(?:^|\/)(?:[\w.-]*(?:entry-?point|start|run|boot|launch|init|serve|server|cmd)[\w.-]*\.(?:ba)?sh|[\w.-]*entrypoint)$/i,
  accepts: (path, text) => isShippedPath(path) && text.startsWith('#!') && text.length < 100_000,
  extract(source) {
    const commands = shellCommands(source.text).filter((command) => command.words.length > 0);
    const last = commands.at(-1);
    if (!last) return [];
    const written = source.text.slice(last.start, last.end);
    return [
      {
        kind: 'script.declared',
        at: source.span(0, source.text.indexOf('\n') === -1 ? source.text.length : source.text.indexOf('\n')),
        ends: endOf(commands, last, written),
        last: written,
        lastAt: source.span(last.start, last.end),
      },
    ];
  },
};

function endOf(commands: readonly ShellCommand[], last: ShellCommand, written: string) {
  if (commands.some(({ leaders, words }) => leaders.includes('exec') && /[^\d<>&\s]/.test(words.join(''))))
    return 'exec' as const;
  // It listens for signals itself, goes on beside its children, or an init does.
  const careful = commands.some(
    ({ words: [first = ''], after }) =>
      /^(?:trap|wait|kill)$/.test(first) ||
      after === '&' ||
      initPrograms.test(first) ||
      /^(?:su-exec|gosu)$/.test(first),
  );
  const [program = '', ...rest] = last.words;
  const serves =
    program === '$@' ||
    (servers.test(program) && !oneTime.test(written)) ||
    (/^(?:npm|pnpm|yarn)$/.test(program) &&
      /^(?:run )?(?:-\S+ )*(?:start|serve|prod|production|server|web|api|worker)\b/.test(rest.join(' ')));
  return !careful && serves && last.after !== '|' ? ('child' as const) : ('unknown' as const);
}

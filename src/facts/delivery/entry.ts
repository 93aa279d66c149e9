import type { FactTypes } from '../../core/fact';
import { initPrograms } from '../../knowledge/imageTools';
import type { DockerInstruction } from '../../parse/dockerfile';
import { shellCommands } from '../../parse/shell';

type Entry = Pick<FactTypes['image.built'], 'entry' | 'init'> & { command: string[] };

/** What process 1 of an image is: ENTRYPOINT, with CMD as its arguments where both have the exec form. */
export function entryOf(entrypoint: DockerInstruction | undefined, cmd: DockerInstruction | undefined): Entry {
  if (!entrypoint && !cmd) return { entry: 'none', init: false, command: [] };
  if (entrypoint && !entrypoint.json) return process(shellWords(entrypoint.text));
  const words = [...(entrypoint?.json ?? []), ...(cmd ? (cmd.json ?? (entrypoint ? ['sh', '-c', cmd.text] : [])) : [])];
  return cmd && !cmd.json && !entrypoint ? process(shellWords(cmd.text)) : process(words);
}

/** How the shell form is run. */
const shellWords = (text: string) => ['/bin/sh', '-c', text];

/** Judges the words of a command as process 1 of a container. */
export function process(words: readonly string[]): Entry {
  const command = [...words];
  let at = 0;
  if (initPrograms.test(words[0] ?? '')) {
    const program = words.findIndex((word, index) => index > 0 && !word.startsWith('-') && words[index - 1] !== '-c');
    return { entry: kindOf(program === -1 ? [] : words.slice(program)), init: true, command };
  }
  // `docker-entrypoint.sh node server.js`: the official entry points end in exec, others may.
  if (/\.sh$|entrypoint/.test(words[0] ?? '')) at = words.length > 1 ? 1 : 0;
  const rest = words.slice(at);
  const shell = scriptOf(rest);
  const init = shell !== undefined && shellCommands(shell).some(({ words: [first = ''] }) => initPrograms.test(first));
  return { entry: at > 0 ? 'exec' : kindOf(rest), init, command };
}

function scriptOf(words: readonly string[]): string | undefined {
  return /(?:^|\/)(?:sh|bash|ash|dash|zsh)$/.test(words[0] ?? '') && /^-\w*c$/.test(words[1] ?? '')
    ? words[2]
    : undefined;
}

function kindOf(words: readonly string[]): 'exec' | 'shell' | 'package-script' {
  const script = scriptOf(words);
  if (script === undefined) return isPackageScript(words) ? 'package-script' : 'exec';
  const last = shellCommands(script).findLast((command) => command.words.length > 0 || command.leaders.length > 0);
  if (!last) return 'shell';
  if (!last.leaders.includes('exec')) return isPackageScript(last.words) ? 'package-script' : 'shell';
  return isPackageScript(last.words) ? 'package-script' : 'exec';
}

/** Package managers start scripts through a shell and do not pass SIGTERM on reliably: npm/cli#6684. */
function isPackageScript(words: readonly string[]): boolean {
  const [program = '', ...rest] = words;
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (name === 'corepack') return isPackageScript(rest);
  const [verb] = rest.filter((word) => !word.startsWith('-'));
  if (name === 'npm' || name === 'pnpm') return /^(?:start|run|run-script|test)$/.test(verb ?? '');
  return name === 'yarn' && verb !== undefined && !/^(?:node|exec|dlx)$/.test(verb);
}

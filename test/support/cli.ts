import { run } from '../../src/cli/run';
import type { Terminal } from '../../src/cli/terminal';

export interface Answered {
  code: number;
  out: string;
  error: string;
}

/** Runs a command line in this process. */
export async function cli(
  args: readonly string[],
  cwd: string = process.cwd(),
  terminal: Partial<Omit<Terminal, 'out' | 'error'>> & { tty?: boolean } = {},
): Promise<Answered> {
  const written = { out: '', error: '' };
  const { tty = false, ...rest } = terminal;
  const sink = (name: 'out' | 'error') => ({
    isTTY: tty,
    columns: 100,
    write(text: string) {
      written[name] += text;
    },
  });
  const code = await run(args, {
    cwd,
    out: sink('out'),
    error: sink('error'),
    env: {},
    now: new Date('2026-04-01T12:00:00Z'),
    ...rest,
  });
  return { code, ...written };
}

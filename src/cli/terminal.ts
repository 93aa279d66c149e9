/** What a command may use of the process: replaced in tests. */
export interface Terminal {
  cwd: string;
  out: { write(text: string): unknown; isTTY?: boolean; columns?: number };
  error: { write(text: string): unknown; isTTY?: boolean };
  env: Readonly<Record<string, string | undefined>>;
  now: Date;
}

/** https://no-color.org and https://force-color.org: a variable that is empty says nothing. `FORCE_COLOR=0` is a no. */
export function usesColour(terminal: Terminal, switchedOff: boolean): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = terminal.env;
  if (switchedOff || NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return terminal.out.isTTY === true && TERM !== 'dumb';
}

/** Quieter work needs no progress, in milliseconds. */
const patience = 1000;
const between = 100;

/** One line on standard error that replaces itself, and only where a person waits for longer than a second. */
export function progress(terminal: Terminal, clock: () => number = Date.now) {
  const start = clock();
  let last = start;
  let shown = false;
  return {
    show(text: string) {
      if (terminal.error.isTTY !== true) return;
      const now = clock();
      if (now - start < patience || now - last < between) return;
      last = now;
      shown = true;
      terminal.error.write(`\r\u001b[K${text}`);
    },
    end() {
      if (shown) terminal.error.write('\r\u001b[K');
    },
  };
}

/** How a command installs the project's own dependencies; nothing for anything else. */
export interface Install {
  tool: 'npm' | 'yarn' | 'pnpm' | 'bun';
  frozen: boolean;
  /** The same command with the lock file obeyed. */
  fixed?: string;
}

/** Reads the words of one command: `npm ci`, `yarn install --frozen-lockfile`, `pnpm i`. */
export function installOf(words: readonly string[]): Install | undefined {
  const [program = '', ...rest] = words;
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (name === 'corepack' && rest.length > 1) return installOf(rest);
  const flags = rest.filter((word) => word.startsWith('-'));
  const plain = rest.filter((word) => !word.startsWith('-') && !/^\d*>/.test(word) && word !== '.');
  const has = (...names: string[]) => flags.some((flag) => names.includes(flag.replace(/=true$/, '')));
  const [verb, ...named] = plain;
  if (has('-g', '--global', '--help', '--version', '-v')) return undefined;
  if (name === 'npm') {
    if (verb === 'ci' || verb === 'clean-install' || verb === 'install-clean') return { tool: 'npm', frozen: true };
    if (!/^(?:i|install|in|add)$/.test(verb ?? '') || named.length > 0) return undefined;
    // npm ci does not know --no-save and --package-lock-only; the rest keeps its meaning.
    const kept = flags.filter((flag) => !/^--(?:no-save|no-package-lock|package-lock|save.*)$/.test(flag));
    return has('--package-lock-only')
      ? undefined
      : { tool: 'npm', frozen: false, fixed: ['npm ci', ...kept].join(' ') };
  }
  if (name === 'yarn') {
    const installs =
      verb === undefined ? flags.every((flag) => !/^-(?:v|-version|-help)$/.test(flag)) : verb === 'install';
    if (!installs || named.length > 0) return undefined;
    const frozen = has('--frozen-lockfile', '--immutable');
    return frozen
      ? { tool: 'yarn', frozen }
      : { tool: 'yarn', frozen, fixed: ['yarn install --frozen-lockfile', ...flags].join(' ') };
  }
  if (name === 'pnpm') {
    const at = plain.findIndex((word) => /^(?:i|install|ci)$/.test(word));
    if (at === -1 || plain.slice(at + 1).some((word) => !/^[\w./@-]*\/?$/.test(word))) return undefined;
    if (plain[at] === 'ci') return { tool: 'pnpm', frozen: true };
    const filters = flags.some((flag) => /^(?:--filter|-F|-C|--dir|--prefix)/.test(flag));
    if (plain.length > at + 1 && !filters) return undefined;
    const frozen = has('--frozen-lockfile') || has('--offline');
    const open = flags.filter((flag) => flag !== '--no-frozen-lockfile');
    return frozen
      ? { tool: 'pnpm', frozen }
      : { tool: 'pnpm', frozen, ...(filters ? {} : { fixed: ['pnpm install --frozen-lockfile', ...open].join(' ') }) };
  }
  if (name === 'bun') {
    if (!/^(?:i|install)$/.test(verb ?? '') || named.length > 0)
      return verb === 'ci' ? { tool: 'bun', frozen: true } : undefined;
    const frozen = has('--frozen-lockfile');
    return frozen
      ? { tool: 'bun', frozen }
      : { tool: 'bun', frozen, fixed: ['bun install --frozen-lockfile', ...flags].join(' ') };
  }
  return undefined;
}

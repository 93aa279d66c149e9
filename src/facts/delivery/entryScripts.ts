import { baseName, resolvePath } from '../../core/path';
import type { DockerStage } from '../../parse/dockerfile';

const shells = /(?:^|\/)(?:sh|bash|ash|dash|zsh)$/;

/** The script that a command starts, as the image calls it: `./start.sh`, `sh /app/start.sh`. */
function scriptIn(command: readonly string[]): string | undefined {
  const [first = '', second = ''] = command;
  const word = shells.test(first) ? second : first;
  return /\.(?:sh|bash)$|(?:^|\/)[\w.-]*entrypoint[\w.-]*$/.test(word) ? word : undefined;
}

/**
 * Where that script may stand in the repository: the source of the COPY that brings it, seen from the folder of the Dockerfile and
 * from the root, and what another stage was given it as.
 */
export function entryScriptsOf(
  command: readonly string[],
  chain: readonly DockerStage[],
  stages: readonly DockerStage[],
  folder: string,
): { entryScripts?: string[] } {
  const script = scriptIn(command);
  if (script === undefined) return {};
  const name = baseName(script);
  const sources = new Set<string>();
  for (const stage of new Set([...chain, ...stages]))
    for (const { keyword, json, text, flags } of stage.instructions) {
      if (keyword !== 'COPY' && keyword !== 'ADD') continue;
      const words = json ?? text.trim().split(/\s+/);
      const to = words.at(-1) ?? '';
      for (const from of words.slice(0, -1)) {
        if (baseName(from) !== name && !(words.length === 2 && baseName(to) === name)) continue;
        // A path of another stage ends as the path in the repository does.
        const parts = from.split('/').filter((part) => part !== '' && part !== '.');
        if (flags.from === undefined) sources.add(parts.join('/'));
        else for (let at = 0; at < Math.max(1, parts.length - 1); at++) sources.add(parts.slice(at).join('/'));
      }
    }
  // `COPY . .`: it stands where it is called, from the folder that is copied.
  if (sources.size === 0) {
    const parts = script.split('/').filter((part) => part !== '' && part !== '.');
    for (let at = 0; at < Math.max(1, parts.length); at++) sources.add(parts.slice(at).join('/'));
  }
  const paths = [...sources].flatMap((source) => [source, resolvePath(folder, source) ?? source]);
  return { entryScripts: [...new Set(paths)] };
}

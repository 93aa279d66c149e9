import type { Fact } from '../../core/fact';
import type { Source } from '../../core/source';
import { type Platform, variable } from './declare';

const assignment = /"([A-Za-z_]\w*)=([^"]*)"|'([A-Za-z_]\w*)=([^']*)'|([A-Za-z_]\w*)=(\S*)/g;

/** A setting and its value, over further lines where one ends in a backslash. */
const setting = /^[ \t]*(Environment(?:File)?|PassEnvironment)[ \t]*=[ \t]*((?:.|(?<=\\\r?)\r?\n)*)$/gm;

/** Units of systemd: `Environment=` with several assignments, `EnvironmentFile=` on the host, which the repository does not show. */
export function systemdFacts(source: Source, platform: Platform): Fact[] {
  const facts: Fact[] = [];
  for (const line of source.text.matchAll(setting)) {
    const [whole, key, value = ''] = line;
    const start = line.index + whole.length - value.length;
    if (key === 'EnvironmentFile') {
      facts.push(variable(platform, { at: source.span(start, start + value.length) }, '*', undefined, 'unit'));
      continue;
    }
    const pattern = key === 'Environment' ? assignment : /([A-Za-z_]\w*)/g;
    for (const match of value.matchAll(pattern)) {
      const name = match[1] ?? match[3] ?? match[5] ?? '';
      const at = start + match.index;
      facts.push(
        variable(
          platform,
          { at: source.span(at, at + match[0].length) },
          name,
          key === 'Environment' ? (match[2] ?? match[4] ?? match[6] ?? '') : undefined,
          'unit',
        ),
      );
    }
  }
  return facts;
}

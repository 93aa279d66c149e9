import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import { datastoreMakers, datastoreMark, opening } from '../knowledge/datastoreMakers';
import { codeFile, isProductPath } from '../knowledge/paths';

/** Files that no request runs through, although they open a connection. */
const aside =
  /(?:^|\/)(?:scripts?|bin|cli|tools?|migrations?|seeds?|seeders?|prisma\/seed\w*)(?:\/|\.[cm]?[jt]s$)|(?:^|\/)[\w.-]*(?:seed|migrate)[\w.-]*\.[cm]?[jt]s$|\.config\.[cm]?[jt]s$/i;

/**
 * Where a service opens its datastores and queues, by the text alone: enough to know that it has one, without reading
 * every file that uses it.
 */
export const datastores: Extractor = {
  name: 'datastores',
  emits: ['instance.created'],
  files: codeFile,
  accepts: (path, text) =>
    isProductPath(path) && !aside.test(path) && datastoreMakers.some((maker) => opening(maker, text)),
  extract(source) {
    const facts: Fact[] = [];
    for (const maker of datastoreMakers) {
      const match = opening(maker, source.text);
      if (!match) continue;
      facts.push({
        kind: 'instance.created',
        at: source.span(match.index, match.index + match[0].length),
        symbol: datastoreMark,
        factory: { in: 'import', specifier: maker.system, name: '*', path: [] },
        options: {},
        optionsOpen: true,
        args: [],
        scope: 'module',
      });
    }
    return facts;
  },
};

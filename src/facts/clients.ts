import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import { codeFile, isForBrowser, isProductPath } from '../knowledge/paths';
import { clients as known } from '../knowledge/thirdParties';

/** Most files that name Node's own module serve with it. */
const ofNode = /^(?:global:.*|(?:node:)?https?)$/;
const names = [...new Set(known.flatMap((client) => client.packages.filter((name) => !ofNode.test(name))))];
const escaped = names.map((name) => name.replace(/[^\w]/g, '\\$&')).join('|');
const imported = new RegExp(
  `(?:\\bfrom\\s*|\\brequire\\(\\s*|\\bimport\\(\\s*)(['"])((?:${escaped}|@aws-sdk/client-[\\w-]+)(?:/[\\w./-]+)?)\\1`,
  'g',
);
const requested =
  /(?<![\w$.])https?\.(?:request|get)\s*\(|\bimport\s*\{[^}]*\b(?:request|get)\b[^}]*\}\s*from\s*['"](?:node:)?https?['"]/;
const fetched = /(?<![\w$.])(?:globalThis\.)?fetch\s*\(/;
/** A limit for every call of a package: `name: 'defaults'` in the fact. */
const limited = /\b(axios\.defaults\.timeout)\s*=|\bsetGlobalDispatcher\s*\(/g;
const browserPath =
  /(?:^|\/)(?:components|hooks|client|frontend|public|static|ui|app\/components)\/|\.(?:client)\.[jt]sx?$|(?:^|\/)use[A-Z]\w*\.[jt]sx?$/;

/**
 * Files that name a client of a system outside the process. Read by the text alone: what the calls do comes from the
 * function summaries, and only for these files and what requests reach.
 */
export const clients: Extractor = {
  name: 'clients',
  leads: true,
  emits: ['module.imported'],
  files: codeFile,
  accepts: (path, text) =>
    isProductPath(path) &&
    (text.search(imported) !== -1 || requested.test(text) || fetched.test(text) || text.search(limited) !== -1) &&
    !isBrowserCode(path, text),
  extract(source) {
    const facts: Fact[] = [];
    for (const match of source.text.matchAll(imported)) {
      facts.push({
        kind: 'module.imported',
        at: source.span(match.index, match.index + match[0].length),
        local: match[2] as string,
        specifier: match[2] as string,
        name: '*',
        typeOnly: false,
      });
    }
    for (const [call, specifier] of [
      [fetched.exec(source.text), 'global:fetch'],
      [requested.exec(source.text), 'node:http'],
    ] as const)
      if (call)
        facts.push({
          kind: 'module.imported',
          at: source.span(call.index, call.index + call[0].length),
          local: specifier === 'global:fetch' ? 'fetch' : specifier,
          specifier,
          name: specifier === 'global:fetch' ? 'fetch' : '*',
          typeOnly: false,
        });
    for (const match of source.text.matchAll(limited)) {
      const specifier = match[1] ? 'axios' : 'global:fetch';
      facts.push({
        kind: 'module.imported',
        at: source.span(match.index, match.index + match[0].length),
        local: '',
        specifier,
        name: 'defaults',
        typeOnly: false,
      });
    }
    return facts;
  },
};

/** Service workers and extensions run in the browser alone; a worker of Cloudflare listens for requests only. */
const browserWorker =
  /\bServiceWorkerGlobalScope\b|\bself\.addEventListener\(\s*['"](?:install|activate|push|notificationclick)['"]|\b(?:chrome|browser)\.(?:runtime|storage|tabs|action|scripting)\.\w/;

/** Code of the browser: its calls wait for the visitor's own network. */
export function isBrowserCode(path: string, text: string): boolean {
  return (
    isForBrowser(text) ||
    browserWorker.test(text) ||
    (browserPath.test(path) && !/(?:^|\/)(?:server|api|backend)\//.test(path))
  );
}

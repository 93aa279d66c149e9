import type { Extractor } from '../core/extract';
import { codeFile, isProductPath } from '../knowledge/paths';
import { shutdownLibraries } from '../knowledge/shutdown';
import { parseTypeScript } from '../parse/typescript';
import { scopeOf } from './code/scope';
import { listenFacts } from './lifecycle/listening';
import { nestFacts } from './lifecycle/nest';
import { signalFacts } from './lifecycle/signals';

const libraries = Object.keys(shutdownLibraries)
  .map((name) => name.replace(/[^\w]/g, '\\$&'))
  .join('|');
const asks = new RegExp(
  `SIG(?:TERM|INT|HUP)|["'](?:${libraries})["']|\\.listen\\s*\\(|\\bserve\\s*\\(|keepAliveTimeout|enableShutdownHooks|NestFactory|on(?:ModuleDestroy|ApplicationShutdown)|beforeApplicationShutdown|gracefulShutdownTimeoutMs`,
);

/** How a process listens, and what it does when it is told to stop. */
export const lifecycle: Extractor = {
  name: 'lifecycle',
  emits: ['shutdown.handled', 'port.declared'],
  files: codeFile,
  accepts: (path, text) =>
    isProductPath(path) && !/(?:^|\/)(?:scripts?|tools?|bin\/dev)\//.test(path) && asks.test(text),
  extract(source) {
    const code = parseTypeScript(source);
    // Who else reads the file tells that it could not be.
    if (code.unread) return [];
    const scope = scopeOf(code);
    return [...signalFacts(scope, source), ...nestFacts(scope, source), ...listenFacts(scope, source)];
  },
};

import type { Closing, FactTypes } from '../../core/fact';
import type { Edit, Fix } from '../../core/finding';
import { seconds } from '../workloads';
import type { Process } from './processes';

/** Lets Nest listen for signals, in front of the statement in which the application listens. */
export function hooksFix({ listenAt, application }: FactTypes['shutdown.handled']): Fix[] {
  if (!listenAt || !application) return [];
  const text = `${application}.enableShutdownHooks();\n${' '.repeat(listenAt.column - 1)}`;
  return [{ title: 'Enable shutdown hooks', safe: false, edits: [{ at: listenAt, text }] }];
}

/** Closes the only server of a process on SIGTERM, in the time that its platform gives it. */
export function shutdownFix(process: Process): Fix[] {
  const nest = process.handlers.find((handler) => handler.application !== undefined);
  if (nest) return hooksFix(nest);
  const [listen, another] = process.listens;
  if (!listen?.closing || another) return [];
  const { closing } = listen;
  // Docker waits ten seconds where nothing else is said.
  const left = (process.graceMs ?? 10_000) - (typeof process.preStopMs === 'number' ? process.preStopMs : 0);
  if (left < 3000) return [];
  const limit = left >= 10_000 ? left - 5000 : left - 2000;
  const arriving = process.preStopMs === 'none' && process.servedBy.length > 0 && /^[A-Z]/.test(process.platform);
  const wait = arriving && limit >= 10_000 ? 5000 : 0;
  const edits: Edit[] = [{ at: closing.behind, text: handlerOf(closing, limit, wait) }];
  if (closing.declareAt) edits.unshift({ at: closing.declareAt, text: `const ${closing.server} = ` });
  return [
    {
      title: `Close the server ${wait > 0 ? `${seconds(wait)} after` : 'on'} SIGTERM, give up after ${seconds(limit)}`,
      safe: false,
      edits,
    },
  ];
}

function handlerOf({ how, server, style }: Closing, limit: number, wait: number): string {
  const { indent, step, end, quote } = style;
  const closes = `${server}.close(() => process.exit(0))`;
  const lines =
    how === 'promise'
      ? [
          ...(wait > 0 ? [`await new Promise((resolve) => setTimeout(resolve, ${wait}))`] : []),
          `await ${server}.close()`,
          'process.exit(0)',
        ]
      : [wait > 0 ? `setTimeout(() => ${closes}, ${wait})` : closes];
  return [
    '',
    `process.once(${quote}SIGTERM${quote}, ${how === 'promise' ? 'async ' : ''}() => {`,
    ...[`setTimeout(() => process.exit(1), ${limit}).unref()`, ...lines].map((line) => `${step}${line}${end}`),
    `})${end}`,
  ].join(`\n${indent}`);
}

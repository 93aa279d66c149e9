import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import { fileSpan } from '../core/span';
import { isProductPath } from '../knowledge/paths';
import { lockTimeoutIn, withoutComments } from './migrations/configText';
import { type RunnerFile, runnerFiles } from './migrations/runners';

/** Which tool runs the migrations of a folder, on which server, and in which transactions. */
export const migrationTools: Extractor = {
  name: 'migrationTools',
  emits: ['runner.configured'],
  files: new RegExp(runnerFiles.map(({ files }) => files.source).join('|'), 'i'),
  accepts: (path, text) => isProductPath(path) && readersOf(path, text).length > 0,
  extract(source) {
    const { path } = source;
    const text = path.endsWith('.json') ? source.text : withoutComments(source.text);
    const facts: Fact[] = [];
    for (const { read } of readersOf(path, source.text))
      for (const runner of read(path, text)) {
        const lockTimeoutMs = runner.lockTimeoutMs ?? lockTimeoutIn(text);
        facts.push({
          kind: 'runner.configured',
          at: fileSpan(path),
          ...(runner.database === '*' ? { confidence: 'likely' as const } : {}),
          ...runner,
          ...(lockTimeoutMs === undefined ? {} : { lockTimeoutMs }),
        });
      }
    return facts;
  },
};

function readersOf(path: string, text: string): RunnerFile[] {
  return runnerFiles.filter(({ files, holds }) => files.test(path) && holds.test(text));
}

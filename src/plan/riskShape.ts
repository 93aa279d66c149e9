import type { Fact } from '../core/fact';
import type { PlanInput } from './input';
import type { Made } from './riskFactors';

const isNoise = (path: string) =>
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|\.release-readiness\/.*)$|(?:^|\/)meta\/\d{4,}_snapshot\.json$|(?:^|\/)(?:dist|vendor|__snapshots__|generated)\/|\.(?:snap|min\.js|generated\.\w+)$/.test(
    path,
  );
export const isTest = (path: string) =>
  /(?:^|\/)(?:tests?|__tests?__|__mocks__|spec|e2e|cypress|playwright)\/|[._-](?:test|spec)\.\w+$|(?:^|\/)integration\/(?:[\w-]+[.-])?setup\.\w+$/.test(
    path,
  );
const isSource = (path: string) =>
  /\.(?:[cm]?[jt]sx?|py|go|rb|java|kt|cs|php|rs|ex|scala)$/.test(path) && !isTest(path);

function changedFiles({ facts }: PlanInput): readonly Fact<'file.changed'>[] {
  return facts('file.changed').filter(({ path }) => !isNoise(path));
}

/** Points for the size and the spread of the change. */
export function* shape(input: PlanInput): Iterable<Made> {
  const files = changedFiles(input);
  if (files.length === 0) {
    if (input.review.changedFiles > 0)
      yield { id: 'shape.size', points: 0, unknown: 6, because: 'nobody counted the changed lines' };
    return;
  }
  const lines = files.map(({ added, deleted }) => added + deleted);
  const sum = lines.reduce((a, b) => a + b, 0);
  yield {
    id: 'shape.size',
    points: Math.min(6, Math.round(2 * Math.log10(1 + sum))),
    because: `${sum} changed lines`,
  };
  const shares = lines.filter((n) => n > 0).map((n) => n / sum);
  const entropy = shares.reduce((h, p) => h - p * Math.log2(p), 0);
  const spread = shares.length > 1 ? entropy / Math.log2(shares.length) : 0;
  yield { id: 'shape.spread', points: Math.round(5 * spread), because: `spread over ${files.length} files` };
  const areas = new Set(files.map(({ path }) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '.')));
  yield { id: 'shape.areas', points: Math.min(4, areas.size - 1), because: `${areas.size} top-level areas` };
}

/** Points for what the changed files went through, who owns them and what tests them. */
export function* history(input: PlanInput): Iterable<Made> {
  const files = changedFiles(input);
  if (files.length === 0) return;
  const counted = files.filter(({ fixes90d }) => fixes90d !== undefined);
  const fixes = counted.reduce((n, { fixes90d = 0 }) => n + fixes90d, 0);
  yield counted.length > 0
    ? { id: 'history.fixes', points: Math.min(5, fixes), because: `${fixes} fixes of the changed files in 90 days` }
    : { id: 'history.fixes', points: 0, unknown: 5, because: 'past fixes of the changed files were not counted' };
  const owners = input.facts('owner.declared').filter(({ ignoredBecause }) => !ignoredBecause);
  const sources = files.filter(({ path }) => isSource(path) || /\.(?:sql|ya?ml|tf)$/.test(path));
  if (owners.length === 0)
    yield { id: 'history.owner', points: 0, unknown: 4, because: 'no CODEOWNERS file says who owns the changed files' };
  else if (sources.length > 0) {
    const without = sources.filter(
      ({ path }) => (owners.findLast((o) => ownerMatches(input, o.pattern, path))?.owners.length ?? 0) === 0,
    );
    yield {
      id: 'history.owner',
      points: Math.round((4 * without.length) / sources.length),
      because: `${without.length} of ${sources.length} changed files have no owner`,
      at: without.slice(0, 3).map(({ at }) => at),
    };
  }
  const code = files.filter(({ path, status }) => isSource(path) && status !== 'deleted');
  const tests = files.filter(({ path }) => isTest(path)).map(({ path }) => stem(path));
  const untested = code.filter(({ path }) => !tests.includes(stem(path)));
  if (code.length > 0)
    yield {
      id: 'history.tests',
      points: Math.round((6 * untested.length) / code.length),
      because: `${untested.length} of ${code.length} changed sources without a changed test`,
      at: untested.slice(0, 3).map(({ at }) => at),
      ...(untested.length > 0 ? { remedy: { text: 'test the changed sources', effort: 2, gain: 0 } } : {}),
    };
}

/** Name without folder, endings and the words of tests. */
const stem = (path: string) => path.replace(/^.*\//, '').replace(/(?:[._-](?:test|spec|d))*\.\w+$/, '');

/** The rules of .gitignore that CODEOWNERS uses, as globs. */
function ownerMatches({ matches }: PlanInput, pattern: string, path: string): boolean {
  const rooted = pattern.replace(/^\//, '');
  const anywhere = !pattern.slice(0, -1).includes('/');
  const glob = rooted.endsWith('/') ? `${rooted}**` : rooted;
  return glob === '*' || matches(anywhere ? [`**/${glob}`, `**/${glob}/**`] : [glob], path);
}

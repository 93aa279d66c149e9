import type { Fact } from '../../core/fact';

/** The last matching line decides, as on GitHub; a line without owners takes the ownership away. */
export function ownerOf(path: string, lines: readonly Fact<'owner.declared'>[]): readonly string[] | undefined {
  const line = lines.findLast(
    (candidate) => candidate.ignoredBecause === undefined && matches(candidate.pattern, path),
  );
  return line && line.owners.length > 0 ? line.owners : undefined;
}

/** A pattern of CODEOWNERS: like .gitignore, without negation and brackets. */
function matches(pattern: string, path: string): boolean {
  const anchored = pattern.startsWith('/') || pattern.slice(0, -1).includes('/');
  const plain = pattern.replace(/^\//, '');
  const folder = plain.endsWith('/');
  const body = expression(folder ? plain.slice(0, -1) : plain);
  // `apps/*` owns the files of the folder, `apps/` and `apps` everything below it.
  const tail = folder ? '/.*' : /(?:^|\/)\*$/.test(plain) ? '' : '(?:/.*)?';
  return new RegExp(`^${anchored ? '' : '(?:.*/)?'}${body}${tail}$`).test(path);
}

/** A path of the policy: `src/payments/**`. */
export function pathMatches(pattern: string, path: string): boolean {
  return new RegExp(`^${expression(pattern.replace(/^\//, ''))}$`).test(path);
}

function expression(glob: string): string {
  return glob
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) =>
      part === '**/'
        ? '(?:.*/)?'
        : part === '**'
          ? '.*'
          : part === '*'
            ? '[^/]*'
            : part === '?'
              ? '[^/]'
              : part.replace(/[^\w/-]/g, '\\$&'),
    )
    .join('');
}

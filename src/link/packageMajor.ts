import type { FactView } from '../core/link';
import { packageOf } from '../knowledge/thirdParties';

/** Major of a package for a file, as the nearest package.json that names the package declares it. */
export function packageMajor(specifier: string, file: string, view: FactView): number | undefined {
  return packageVersion(specifier, file, view)?.[0];
}

/** The lowest major and minor that the declaration allows. */
export function packageVersion(
  specifier: string,
  file: string,
  view: FactView,
): readonly [major: number, minor: number] | undefined {
  const name = packageOf(specifier);
  return view.settled(`version ${name} ${file}`, () => {
    const [owner] = view
      .of('package.declared')
      .filter(
        (p) =>
          (p.root === '' || file.startsWith(`${p.root}/`)) &&
          (p.dependencies[name] ?? p.devDependencies[name]) !== undefined,
      )
      .sort((a, b) => b.root.length - a.root.length);
    const written = /(\d+)(?:\.(\d+))?/.exec(owner?.dependencies[name] ?? owner?.devDependencies[name] ?? '');
    return written ? ([Number(written[1]), Number(written[2] ?? 0)] as const) : undefined;
  });
}

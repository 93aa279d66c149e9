import type { FactView } from '../core/link';
import { packageOf } from '../knowledge/thirdParties';

/** Major of a package for a file, as the nearest package.json that names the package declares it. */
export function packageMajor(specifier: string, file: string, view: FactView): number | undefined {
  const name = packageOf(specifier);
  return view.settled(`major ${name} ${file}`, () => {
    const [owner] = view
      .of('package.declared')
      .filter(
        (p) =>
          (p.root === '' || file.startsWith(`${p.root}/`)) &&
          (p.dependencies[name] ?? p.devDependencies[name]) !== undefined,
      )
      .sort((a, b) => b.root.length - a.root.length);
    const major = /(\d+)/.exec(owner?.dependencies[name] ?? owner?.devDependencies[name] ?? '')?.[1];
    return major === undefined ? undefined : Number(major);
  });
}

import type { Fact, Ref } from '../core/fact';
import type { FactView } from '../core/link';
import { packageOf } from '../knowledge/thirdParties';
import { functionsOf } from './resolve';

type Instance = Fact<'instance.created'>;
interface Class {
  specifier: string;
  name: string;
  path: readonly string[];
}

/**
 * Where a client is made that is known by its type alone, as an injected member or a parameter is: the one place of the package
 * that makes such a client. Two of them may be set up differently, and nothing is said of either.
 */
export function onlyMaker(type: Class, file: string, view: FactView): Instance | undefined {
  const name = classOf(type);
  if (name === undefined) return undefined;
  const makers = makersOf(packageOf(type.specifier), name, view);
  const near = makers.filter((one) => rootOf(one.at.file, view) === rootOf(file, view));
  const [only, another] = near.length > 0 ? near : makers;
  return another ? undefined : only;
}

/** `S3Client` of `import { S3Client }`, `import * as s3` and of a member of either. */
function classOf({ name, path }: Class): string | undefined {
  return name === '*' || name === 'default' ? path[0] : name;
}

function makersOf(packageName: string, name: string, view: FactView): readonly Instance[] {
  return view.memo(`makers ${packageName} ${name}`, () => {
    const files = new Set(
      (view.by('module.imported', 'package', (fact) => packageOf(fact.specifier)).get(packageName) ?? []).map(
        (fact) => fact.at.file,
      ),
    );
    return [...files].sort().flatMap((file) =>
      [...functionsOf(file, view).values()].flatMap((summary) =>
        summary.sites.flatMap((site): Instance[] => {
          if (site.how !== 'new' || !isClass(site.callee, packageName, name)) return [];
          const { callee, at, options, optionsOpen, args, form } = site;
          return [
            {
              kind: 'instance.created',
              at,
              symbol: '',
              factory: callee,
              options,
              // Whatever stands in front of other arguments is data; a client is given its options there.
              optionsOpen: optionsOpen || (args.length > 0 && Object.keys(options).length === 0 && !form?.options),
              args,
              scope: 'module',
              ...(form ? { form } : {}),
            },
          ];
        }),
      ),
    );
  });
}

function isClass(callee: Ref, packageName: string, name: string): boolean {
  return callee.in === 'import' && packageOf(callee.specifier) === packageName && classOf(callee) === name;
}

/** Root of the package that a file belongs to. */
function rootOf(file: string, view: FactView): string {
  return view.settled(`package of ${file}`, () => {
    let best = '';
    for (const { root } of view.of('package.declared'))
      if (root.length > best.length && file.startsWith(`${root}/`)) best = root;
    return best;
  });
}

import type { FactView, Scopes } from '../core/link';
import { baseName } from '../core/path';
import { imageBase, isPublicImage } from '../knowledge/images';

/**
 * Root of the service that an image runs: by the image that the service itself declares, then by its name, then, for an image that
 * cannot be told, by the name of the workload. No match, no join.
 */
export function serviceOfImage(image: string, workload: string, view: FactView, scopes: Scopes): string | undefined {
  const declared = view.settled('images of services', () => {
    const map = new Map<string, string>();
    for (const fact of view.of('service.declared')) if (fact.image) map.set(withoutTag(fact.image), fact.root);
    return map;
  });
  const exact = declared.get(image);
  if (exact !== undefined && scopes.roots.includes(exact)) return exact;
  if (isPublicImage(image)) return undefined;
  const own = simple(imageBase(image.replace(/\{\{.*?\}\}|\$\{[^}]*\}/g, '')));
  const base = own === '' ? simple(workload) : own;
  const named = scopes.roots.filter((root) => namesOf(root, scopes).includes(base));
  if (named.length === 1) return named[0];
  const ending = scopes.roots.filter((root) =>
    namesOf(root, scopes).some((name) => name.length > 2 && base.endsWith(`-${name}`)),
  );
  if (ending.length === 1) return ending[0];
  // The only service of a repository is called like the repository, or its image like the scope of its package.
  const [only] = scopes.roots;
  return scopes.roots.length === 1 && only !== undefined && productNames(view, only, scopes).includes(base)
    ? only
    : undefined;
}

function productNames(view: FactView, root: string, scopes: Scopes): string[] {
  const product = view.of('package.declared').find((fact) => fact.root === '' && fact.name !== '')?.name ?? '';
  const scope = /^@([^/]+)\//.exec(scopes.nameOf(root))?.[1] ?? '';
  return [product, scope].map(simple).filter((name) => name !== '');
}

function namesOf(root: string, scopes: Scopes): string[] {
  const name = scopes.nameOf(root);
  return [...new Set([simple(baseName(root)), simple(name.slice(name.lastIndexOf('/') + 1))])].filter(
    (text) => text !== '',
  );
}

/** `orders_api` and `orders-api` are one name. */
function simple(name: string): string {
  return name
    .toLowerCase()
    .replace(/[_.]/g, '-')
    .replace(/-(?:image|docker)$/, '');
}

function withoutTag(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/]*$/, '');
}

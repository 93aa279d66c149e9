import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import { baseName, directoryOf, resolvePath } from '../core/path';
import type { Source } from '../core/source';
import { fileSpan } from '../core/span';
import { entriesOf, entrySpan, get, itemsOf, spanOf, textOf } from '../core/tree';
import { isProductPath } from '../knowledge/paths';
import { imageFolders } from '../knowledge/services';
import { yamlTrees } from '../parse/yaml';

const compose = /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/i;

/** A platform deploys the folder that it stands in. */
const deployed = /(?:^|\/)(?:fly\.toml|railway\.(?:json|toml))$/;
const render = /(?:^|\/)render\.ya?ml$/;

/** Folders that an image is built from: a Dockerfile beside the source, or the build context of a compose or platform service. */
export const images: Extractor = {
  name: 'images',
  emits: ['service.declared'],
  files:
    /(?:^|\/)(?:(?:Docker|Container)file(?:\.[\w.-]+)?|[\w.-]+\.dockerfile|(?:docker-)?compose[\w.-]*\.ya?ml|fly\.toml|railway\.(?:json|toml)|render\.ya?ml)$/i,
  accepts: (path, text) => isProductPath(path) && (!compose.test(path) || /^\s+build\s*:/m.test(text)),
  extract(source) {
    const folder = directoryOf(source.path);
    if (compose.test(source.path)) return builtBy(source, folder);
    if (render.test(source.path)) return blueprint(source, folder);
    // The root is the scope of what no service claims anyway; the manifest beside the Dockerfile says what it is.
    if (folder === '' || holdsImages(folder)) return [];
    const at = fileSpan(source.path);
    const from = deployed.test(source.path) ? 'platform' : 'dockerfile';
    return [{ kind: 'service.declared', at, name: nameOf(folder), root: folder, serves: 'app', from }];
  },
};

/** `orders/src` says nothing; the folder above is the name. */
const nameOf = (folder: string) =>
  /^(?:src|app|server|cmd)$/.test(baseName(folder)) && folder.includes('/')
    ? baseName(directoryOf(folder))
    : baseName(folder);

const holdsImages = (folder: string) => folder.split('/').some((part) => imageFolders.test(part));

/** Services of a render.yaml, each with the folder that it is built from. */
function blueprint(source: Source, folder: string): Fact[] {
  return yamlTrees(source).flatMap((tree) =>
    itemsOf(get(tree, 'services')).flatMap((item): Fact[] => {
      const written = textOf(get(item, 'rootDir'));
      const root = written === undefined ? undefined : resolvePath(folder, written);
      const name = textOf(get(item, 'name'));
      if (root === undefined || root === '' || name === undefined) return [];
      const serves = textOf(get(item, 'type')) === 'worker' ? 'worker' : 'app';
      return [{ kind: 'service.declared', at: spanOf(item), name, root, serves, from: 'platform' }];
    }),
  );
}

function builtBy(source: Source, folder: string): Fact[] {
  const facts: Fact[] = [];
  for (const tree of yamlTrees(source)) {
    for (const entry of entriesOf(get(tree, 'services'))) {
      const build = get(entry.value, 'build');
      const context = textOf(build) ?? textOf(get(build, 'context')) ?? (build?.is === 'map' ? '.' : undefined);
      if (context === undefined || /^[a-z+]+:\/\/|^git@|\$/.test(context)) continue;
      const root = resolvePath(folder, context);
      if (root === undefined) continue;
      const beside = resolvePath(root, directoryOf(textOf(get(build, 'dockerfile')) ?? ''));
      const from = beside !== undefined && beside !== '' && !holdsImages(beside) ? beside : root;
      if (holdsImages(from)) continue;
      const image = textOf(get(entry.value, 'image'));
      facts.push({
        kind: 'service.declared',
        at: entrySpan(entry),
        name: entry.key,
        root: from,
        serves: 'app',
        ...(image ? { image } : {}),
        from: 'compose',
      });
    }
  }
  return facts;
}

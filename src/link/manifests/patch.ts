import { type Entry, entryOf, get, itemsOf, type ListTree, type MapTree, type Tree, textOf } from '../../core/tree';

/** What identifies an item of a list of Kubernetes objects, by the name of the list; lists without one are replaced. */
const mergeKeys: Record<string, readonly string[]> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  ports: ['containerPort', 'port'],
  imagePullSecrets: ['name'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
};

/** Merges values of a chart: maps deeply, everything else is replaced; `null` takes a key away. */
export function mergeValues(base: Tree, over: Tree): Tree {
  if (base.is !== 'map' || over.is !== 'map') return over;
  return mergeMaps(base, over, mergeValues);
}

function mergeMaps(
  base: MapTree,
  over: MapTree,
  merge: (base: Tree, over: Tree, key: string) => Tree | undefined,
): MapTree {
  const entries: Entry[] = [];
  for (const entry of base.entries) {
    const change = entryOf(over, entry.key);
    if (!change) entries.push(entry);
    else {
      const value = merge(entry.value, change.value, entry.key);
      if (value) entries.push({ ...change, value });
    }
  }
  const known = new Set(base.entries.map((entry) => entry.key));
  for (const entry of over.entries)
    if (!known.has(entry.key) && !entry.key.startsWith('$') && entryOf(over, entry.key) === entry) entries.push(entry);
  const open = [...(base.open ?? []), ...(over.open ?? [])];
  return { ...base, entries, ...(open.length > 0 ? { open } : {}) };
}

/** Strategic merge: the semantics of `kubectl patch` and of kustomize for the kinds that we read. */
export function mergePatch(base: Tree, over: Tree, listName = ''): Tree | undefined {
  if (over.is === 'scalar' && over.value === null) return undefined;
  // What a patch repeats, such as the name of the object, is still said by the base.
  if (base.is === 'scalar' && over.is === 'scalar' && base.value === over.value) return base;
  if (base.is === 'map' && over.is === 'map') {
    const directive = textOf(entryOf(over, '$patch')?.value);
    if (directive === 'delete') return undefined;
    if (directive === 'replace') return over;
    return mergeMaps(base, over, (a, b, key) => mergePatch(a, b, key));
  }
  const keys = mergeKeys[listName];
  if (base.is !== 'list' || over.is !== 'list' || !keys) return over;
  return mergeLists(base, over, keys);
}

function mergeLists(base: ListTree, over: ListTree, keys: readonly string[]): ListTree {
  const identity = (item: Tree) => {
    for (const key of keys) {
      const text = textOf(get(item, key));
      if (text !== undefined) return `${key}=${text}`;
    }
    return undefined;
  };
  const items: Tree[] = [];
  const used = new Set<Tree>();
  for (const item of base.items) {
    const id = identity(item);
    const change = id === undefined ? undefined : over.items.find((other) => identity(other) === id);
    if (!change) items.push(item);
    else {
      used.add(change);
      const merged = mergePatch(item, change);
      if (merged) items.push(merged);
    }
  }
  for (const item of over.items) if (!used.has(item) && textOf(get(item, '$patch')) !== 'delete') items.push(item);
  return { ...base, items };
}

/** Applies a JSON patch (RFC 6902) as far as the paths are there; anything else leaves the tree as it is. */
export function applyJsonPatch(tree: Tree, operations: Tree): Tree {
  let result = tree;
  for (const operation of itemsOf(operations)) {
    const op = textOf(get(operation, 'op'));
    const path = textOf(get(operation, 'path'))
      ?.split('/')
      .slice(1)
      .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
    const value = get(operation, 'value');
    if (!path || path.length === 0 || !op) continue;
    if (op === 'remove') result = setAt(result, path, undefined) ?? result;
    else if ((op === 'add' || op === 'replace') && value) result = setAt(result, path, value, op === 'add') ?? result;
  }
  return result;
}

function setAt(tree: Tree, path: readonly string[], value: Tree | undefined, insert = false): Tree | undefined {
  const [step = '', ...rest] = path;
  if (tree.is === 'list') {
    const index = step === '-' ? tree.items.length : Number(step);
    if (!Number.isInteger(index) || index > tree.items.length) return undefined;
    if (rest.length > 0) {
      const item = tree.items[index];
      const changed = item && setAt(item, rest, value, insert);
      return changed && { ...tree, items: tree.items.with(index, changed) };
    }
    if (!value) return { ...tree, items: tree.items.toSpliced(index, 1) };
    return { ...tree, items: tree.items.toSpliced(index, insert ? 0 : 1, value) };
  }
  if (tree.is !== 'map') return undefined;
  const index = tree.entries.findLastIndex((entry) => entry.key === step);
  const entry = tree.entries[index];
  if (rest.length > 0) {
    const changed = entry && setAt(entry.value, rest, value, insert);
    return changed && { ...tree, entries: tree.entries.with(index, { ...entry, value: changed }) };
  }
  if (!value) return entry && { ...tree, entries: tree.entries.toSpliced(index, 1) };
  const made: Entry = { key: step, value, keyStart: value.start, keyEnd: value.start, doc: value.doc };
  return { ...tree, entries: entry ? tree.entries.with(index, made) : [...tree.entries, made] };
}

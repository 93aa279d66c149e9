import { placeOf } from '../core/environment';
import type { Fact } from '../core/fact';
import type { FactView, Linked, Linker, Scopes } from '../core/link';
import { directoryOf } from '../core/path';
import { compareText } from '../core/span';
import { entriesOf, get, textOf } from '../core/tree';
import { chartOf, chartRoots, renderChart } from './manifests/charts';
import { type Declared, type Manifest, manifestOf } from './manifests/manifest';
import { ingressFacts, isService, routeFacts, selects, serviceFacts } from './manifests/network';
import { buildOverlay, claimedByOverlays, overlayRoots } from './manifests/overlays';
import { environmentFacts, type Resource, resourceFacts, resourcesOf } from './manifests/resources';
import { rolloutFacts } from './manifests/rollouts';
import { type Around, type Workload, workloadFacts, workloadOf } from './manifests/workloads';
import { serviceOfImage } from './serviceOfImage';

/**
 * What runs in each environment: manifests with their overlays and values put together. A declaration that several files make is
 * none of a single one, so these facts are declared here and nowhere else. Roots are charts, overlays and folders of plain manifests.
 */
export const manifests: Linker = {
  name: 'manifests',
  reads: ['manifest.declared', 'service.declared', 'job.declared', 'env.declared'],
  emits: [
    'workload.declared',
    'probe.declared',
    'port.declared',
    'path.exposed',
    'resource.declared',
    'resource.referenced',
    'rollout.declared',
    'env.declared',
  ],
  roots(view) {
    return [
      ...chartRoots(view).map((root) => `chart:${root}`),
      ...overlayRoots(view).map((folder) => `overlay:${folder}`),
      ...[...plainFolders(view).keys()].sort(compareText).map((folder) => `plain:${folder}`),
    ];
  },
  link(root, view, scopes) {
    const colon = root.indexOf(':');
    const sort = root.slice(0, colon);
    const folder = root.slice(colon + 1);
    const group =
      sort === 'chart'
        ? renderChart(folder, view)
        : sort === 'overlay'
          ? buildOverlay(folder, view)
          : plainIn(plainFolders(view).get(folder) ?? []);
    const elsewhere = sort === 'plain' ? plainElsewhere(folder, view) : [];
    return factsOf(group, elsewhere, view, scopes);
  },
};

/** Objects that are applied as they stand, by folder. */
function plainFolders(view: FactView): ReadonlyMap<string, readonly Declared[]> {
  return view.memo('manifests plain folders', () => {
    const folders = new Map<string, Declared[]>();
    const claimed = claimedByOverlays(view);
    for (const fact of view.of('manifest.declared')) {
      const { file } = fact.at;
      if (fact.form !== 'object' || claimed.has(file)) continue;
      if (/(?:^|\/)templates\//.test(file) && chartOf(file, view) !== undefined) continue;
      const folder = directoryOf(file);
      folders.set(folder, [...(folders.get(folder) ?? []), fact]);
    }
    return folders;
  });
}

function plainIn(facts: readonly Declared[]): Manifest[] {
  return facts.flatMap((fact) => manifestOf(fact.tree, placeOf(fact.at.file), false) ?? []);
}

/** Manifests of one application are often spread over folders by kind. */
function plainElsewhere(folder: string, view: FactView): Manifest[] {
  return view
    .memo('manifests plain objects', () => [...plainFolders(view)].map(([at, facts]) => ({ at, list: plainIn(facts) })))
    .filter(({ at }) => at !== folder && folder !== '' && near(at, folder))
    .flatMap(({ list }) => list);
}

/** A pipeline that writes the tag of the commit, or a controller that follows the registry. */
function imagesReplaced(view: FactView): boolean {
  return view.settled(
    'manifests images replaced',
    () =>
      view
        .of('job.declared')
        .some((job) =>
          job.acts.some((act) => /\bset image\b|image\.tag|imageTag|--set\S*\s+\S*(?:tag|image)/i.test(act.text ?? '')),
        ) ||
      view
        .of('manifest.declared')
        .some(
          (fact) =>
            /^(?:ImageUpdateAutomation|ImagePolicy)$/.test(textOf(get(fact.tree, 'kind')) ?? '') ||
            (fact.tree.is === 'map' &&
              textOf(get(fact.tree, 'kind')) === 'Application' &&
              entriesOf(get(fact.tree, 'metadata', 'annotations')).some(({ key }) =>
                key.startsWith('argocd-image-updater'),
              )),
        ),
  );
}

const near = (a: string, b: string) => [a, directoryOf(a)].some((x) => x !== '' && [b, directoryOf(b)].includes(x));

function factsOf(group: readonly Manifest[], elsewhere: readonly Manifest[], view: FactView, scopes: Scopes): Linked {
  const workloads = group
    .flatMap((manifest) => workloadOf(manifest) ?? [])
    .filter((workload) => workload.containers.length > 0);
  const others = elsewhere.flatMap((manifest) => workloadOf(manifest) ?? []);
  const own = group.filter(isService);
  const far = elsewhere.filter(isService);
  const serviceOf = (image: string, workload: string) => serviceOfImage(image, workload, view, scopes);
  const around = (workload: Workload): Around => ({
    services: own.some((service) => selects(service, workload)) ? own : [...own, ...far],
    scalers: [...group, ...elsewhere].filter((other) => /^(?:HorizontalPodAutoscaler|ScaledObject)$/.test(other.kind)),
    claims: [...group, ...elsewhere].filter((other) => other.kind === 'PersistentVolumeClaim'),
    serviceOf,
    imagesReplaced: imagesReplaced(view),
  });
  const resources = group.flatMap(resourcesOf);
  const visible: readonly Resource[] = [...resources, ...elsewhere.flatMap(resourcesOf)];
  const facts: Fact[] = [];
  for (const workload of workloads)
    facts.push(...workloadFacts(workload, around(workload)), ...environmentFacts(workload, visible, serviceOf));
  const targets = [...workloads, ...others];
  for (const manifest of group) {
    if (isService(manifest)) facts.push(...serviceFacts(manifest, targets));
    else if (manifest.kind === 'Ingress') facts.push(...ingressFacts(manifest, [...own, ...far], targets));
    else if (/^(?:HTTP|GRPC)Route$/.test(manifest.kind)) facts.push(...routeFacts(manifest, [...own, ...far], targets));
    facts.push(...rolloutFacts(manifest));
  }
  facts.push(...resourceFacts(resources));
  return { facts };
}

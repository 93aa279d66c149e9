import { placeOf } from '../core/environment';
import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import { baseName, directoryOf } from '../core/path';
import type { Source } from '../core/source';
import type { Tree } from '../core/tree';
import { isShippedPath } from '../knowledge/paths';
import { parseJson } from '../parse/json';
import { parseToml } from '../parse/toml';
import { parseYaml } from '../parse/yaml';
import { cloudFormationFacts } from './platforms/cloudformation';
import type { Platform } from './platforms/declare';
import { flyFacts } from './platforms/fly';
import { appEngineFacts, herokuFacts, procfileFacts, serverlessFacts } from './platforms/heroku';
import { railwayFacts } from './platforms/railway';
import { renderFacts } from './platforms/render';
import { systemdFacts } from './platforms/systemd';
import { netlifyFacts, vercelFacts, workerFacts } from './platforms/web';

type Reader = (tree: Tree, platform: Platform) => Fact[];

/** Configuration files of platforms, by their names. */
const readers: [RegExp, string, Reader][] = [
  [/^fly(?:[.-][\w-]+)?\.toml$|^[\w-]+[.-]fly\.toml$/, 'fly', flyFacts],
  [/^render(?:[.-][\w-]+)?\.ya?ml$/, 'render', renderFacts],
  [/^railway(?:[.-][\w-]+)?\.(?:json|toml)$/, 'railway', railwayFacts],
  [/^vercel\.json$/, 'vercel', vercelFacts],
  [/^netlify\.toml$/, 'netlify', netlifyFacts],
  [/^wrangler\.(?:toml|jsonc?)$/, 'cloudflare', workerFacts],
  [/^app(?:[.-][\w-]+)?\.ya?ml$/, 'app-engine', appEngineFacts],
  [/^serverless(?:[.-][\w-]+)?\.ya?ml$/, 'serverless', serverlessFacts],
  [/^app\.json$/, 'heroku', herokuFacts],
  [/^(?:[\w-]+[.-])?template\.(?:ya?ml|json)$/, 'cloudformation', cloudFormationFacts],
];

/** What hosting platforms are told: checks, variables, processes, paths. */
export const platforms: Extractor = {
  name: 'platforms',
  emits: ['workload.declared', 'probe.declared', 'port.declared', 'path.exposed', 'env.declared', 'text.unread'],
  files:
    /(?:^|\/)(?:fly(?:[.-][\w-]+)?\.toml|[\w-]+[.-]fly\.toml|render(?:[.-][\w-]+)?\.ya?ml|railway(?:[.-][\w-]+)?\.(?:json|toml)|vercel\.json|netlify\.toml|wrangler\.(?:toml|jsonc?)|app(?:[.-][\w-]+)?\.ya?ml|serverless(?:[.-][\w-]+)?\.ya?ml|app\.json|Procfile|(?:[\w-]+[.-])?template\.(?:ya?ml|json)|[\w.@-]+\.service)$/,
  accepts: (path, text) =>
    isShippedPath(path) &&
    // These are the names of many things.
    (!/(?:^|\/)app[.-]/.test(path) ||
      /"(?:env|formation|buildpacks|addons|scripts)"\s*:|^(?:runtime|env_variables)\s*:/m.test(text)) &&
    (!/template\.(?:ya?ml|json)$/.test(path) || /AWSTemplateFormatVersion|AWS::Serverless/.test(text)) &&
    (!path.endsWith('.service') || /^\[Service\]/m.test(text)),
  extract(source) {
    const name = baseName(source.path);
    const { environment, family } = placeOf(source.path);
    const platform = { environment, family, build: directoryOf(source.path) };
    if (name === 'Procfile') return procfileFacts(source, { ...platform, source: 'heroku' });
    if (name.endsWith('.service')) return systemdFacts(source, { ...platform, source: 'systemd' });
    const reader = readers.find(([pattern]) => pattern.test(name));
    if (!reader) return [];
    const { tree, error } = treeOf(source);
    if (error)
      return [
        {
          kind: 'text.unread',
          at: source.span(error.start, error.end),
          reason: error.reason,
          hides: ['env.declared', 'probe.declared'],
        },
      ];
    return tree ? reader[2](tree, { ...platform, source: reader[1] }) : [];
  },
};

function treeOf(source: Source): { tree?: Tree; error?: { reason: string; start: number; end: number } } {
  if (source.path.endsWith('.toml')) return parseToml(source);
  if (/\.jsonc?$/.test(source.path)) return parseJson(source);
  return parseYaml(source)[0] ?? {};
}

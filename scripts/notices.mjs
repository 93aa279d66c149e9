// Writes the licences of everything that is bundled into dist/: dist/THIRD_PARTY_NOTICES.txt.
import fs from 'node:fs';
import path from 'node:path';
import { bundledPackages } from './bundledPackages.mjs';
import { root } from './installOnce.mjs';

const licenceFile = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/** Folder of a package as another one would find it. */
function folderOf(name, from) {
  for (let at = from; ; at = path.dirname(at)) {
    const folder = path.join(at, 'node_modules', name);
    if (fs.existsSync(path.join(folder, 'package.json'))) return folder;
    if (at === path.dirname(at)) throw new Error(`${name} is not installed`);
  }
}

const found = new Map();
function collect(name, from) {
  const folder = folderOf(name, from);
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const id = `${manifest.name} ${manifest.version}`;
  if (found.has(id)) return;
  const texts = fs
    .readdirSync(folder)
    .filter((file) => licenceFile.test(file) && fs.statSync(path.join(folder, file)).isFile())
    .sort()
    .map((file) => fs.readFileSync(path.join(folder, file), 'utf8').trim());
  found.set(id, { licence: manifest.license ?? 'see below', texts });
  for (const dependency of Object.keys(manifest.dependencies ?? {})) collect(dependency, folder);
}
for (const name of bundledPackages) collect(name, root);
// Ajv's compiled validators contain pieces of it.
collect('ajv', root);

const parts = [...found]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(
    ([id, { licence, texts }]) =>
      `${id}\nLicence: ${licence}\n\n${texts.join('\n\n') || 'The package has no licence text of its own.'}`,
  );
const rule = `\n\n${'-'.repeat(80)}\n\n`;
fs.mkdirSync(path.join(root, 'dist'), { recursive: true });
fs.writeFileSync(
  path.join(root, 'dist', 'THIRD_PARTY_NOTICES.txt'),
  `Release Readiness contains these packages, each under its own licence.${rule}${parts.join(rule)}\n`,
);
console.log(`${found.size} packages`);

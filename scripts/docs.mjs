// Writes what follows from the rules: their pages in media/rules/, their names in media/policy.schema.json and the table in the
// README. `--check` writes nothing and fails when something is not current.
//
//   node scripts/docs.mjs [--check]
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { load } from './bundle.mjs';
import { root } from './installOnce.mjs';

const { values: options } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const { documents, rules } = await load("export * from './src/report/documents'; export { rules } from './src/rules';");
const text = (file) =>
  fs.existsSync(path.join(root, file)) ? fs.readFileSync(path.join(root, file), 'utf8') : undefined;

const wanted = documents(rules, { schema: text('media/policy.schema.json'), readme: text('README.md') ?? '' });
const stale = [];
const pages = 'media/rules';
if (fs.existsSync(path.join(root, pages)))
  for (const file of fs
    .readdirSync(path.join(root, pages), { recursive: true })
    .map((f) => `${pages}/${f.replaceAll('\\', '/')}`))
    if (file.endsWith('.md') && !(file in wanted)) {
      stale.push(file);
      if (!options.check) fs.rmSync(path.join(root, file));
    }
for (const [file, content] of Object.entries(wanted)) {
  if (text(file) === content) continue;
  stale.push(file);
  if (options.check) continue;
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), content);
}
if (options.check && stale.length > 0) {
  console.error(`Not current, run "npm run docs":\n${stale.map((file) => `  ${file}`).join('\n')}`);
  process.exitCode = 1;
} else console.log(stale.length > 0 ? stale.map((file) => `wrote ${file}`).join('\n') : 'Everything is current.');

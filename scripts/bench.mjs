// Measurements that are no tests: `npm run bench -- <name> [arguments]` runs scripts/bench/<name>.mjs.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'bench');
const [name, ...args] = process.argv.slice(2);
const names = fs
  .readdirSync(folder)
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.slice(0, -4));

if (!name || !names.includes(name)) {
  console.error(`usage: npm run bench -- <${names.join(' | ')}> [arguments]`);
  process.exitCode = 2;
} else {
  const { status } = spawnSync(process.execPath, [path.join(folder, `${name}.mjs`), ...args], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

// npm run review [-- <arguments of the review command>]: without arguments, the example project in the middle of a release.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './installOnce.mjs';

const given = process.argv.slice(2);
const example = ['test/fixtures/shop/head', '--base-dir', 'test/fixtures/shop/base', '--fail-on', 'never'];
const cli = path.join(root, 'dist', 'cli.js');
const { status } = spawnSync(process.execPath, [cli, 'review', ...(given.length > 0 ? given : example)], {
  // npm starts scripts in its own folder; a path that somebody typed counts from where they stood.
  cwd: given.length > 0 ? (process.env.INIT_CWD ?? process.cwd()) : root,
  stdio: 'inherit',
});
process.exitCode = status ?? 2;

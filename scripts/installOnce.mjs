// What the tests need and git does not carry is installed once, into .vscode-test/.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const cacheDir = path.join(root, '.vscode-test');

const ABANDONED_AFTER = 60 * 60 * 1000;

/**
 * Runs `install(folder)` unless `.vscode-test/<name>` is there, and returns that folder. It is filled under another name and
 * renamed when complete, so an install that was interrupted is started again and two at once do not meet.
 */
export async function installOnce(name, install, { attempts = 2 } = {}) {
  const dir = path.join(cacheDir, name);
  if (fs.existsSync(dir)) return dir;
  fs.mkdirSync(cacheDir, { recursive: true });
  for (const entry of fs.readdirSync(cacheDir)) {
    const leftover = path.join(cacheDir, entry);
    if (entry.startsWith('.installing-') && Date.now() - fs.statSync(leftover).mtimeMs > ABANDONED_AFTER)
      fs.rmSync(leftover, { recursive: true, force: true });
  }
  for (let attempt = 1; ; attempt++) {
    const aside = fs.mkdtempSync(path.join(cacheDir, `.installing-${name}-`));
    try {
      await install(aside);
      fs.chmodSync(aside, 0o755);
      fs.renameSync(aside, dir);
      return dir;
    } catch (error) {
      fs.rmSync(aside, { recursive: true, force: true });
      if (fs.existsSync(dir)) return dir; // another process was faster
      if (attempt === attempts) throw error;
      console.error(`Installing ${name} failed (${String(error.message).split('\n')[0]}), once more ...`);
    }
  }
}

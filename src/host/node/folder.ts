import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { compareText } from '../../core/span';
import type { Files } from '../ports';
import { textReader } from './texts';

/** Folders that hold no source of the project, whoever ignores them. */
const neverEntered = new Set(['.git', '.hg', '.svn', 'node_modules', '.vscode-test']);
/** Deeper than any project; a folder that contains itself through a mount ends here. */
const deepest = 64;

/** Texts read before the event loop gets its turn. */
const batch = 64;

export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

export type Ignores = (files: readonly { folder: string; text: string }[]) => (path: string) => boolean;

/** Files of a folder without version control. `.gitignore` files count all the same; linked folders are not entered. */
export function folderFiles(root: string, ignores: Ignores): Files {
  return {
    async list() {
      const found: string[] = [];
      const walk = (folder: string, above: readonly { folder: string; text: string }[], depth: number) => {
        const entries = entriesOf(path.join(root, folder));
        const own = entries.some((entry) => entry.isFile() && entry.name === '.gitignore')
          ? [...above, { folder, text: textOrNothing(path.join(root, folder, '.gitignore')) }]
          : above;
        const ignored = own.length > 0 ? ignores(own) : () => false;
        for (const entry of entries) {
          const at = folder === '' ? entry.name : `${folder}/${entry.name}`;
          if (entry.isDirectory()) {
            if (neverEntered.has(entry.name) || depth >= deepest || ignored(`${at}/`)) continue;
            walk(at, own, depth + 1);
          } else if ((entry.isFile() || entry.isSymbolicLink()) && !ignored(at)) found.push(at);
        }
      };
      walk('', [], 0);
      return found.sort(compareText);
    },
    read: diskReader(root),
  };
}

/** Reads from disk below `root`, a real path. */
export function diskReader(root: string): Files['read'] {
  return async (paths, limit, take) => {
    const readText = textReader(root);
    let count = 0;
    for (const file of paths) {
      take(file, readText(file, limit(file)));
      if (++count % batch === 0) await turn();
    }
  };
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => compareText(a.name, b.name));
  } catch {
    return [];
  }
}

function textOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

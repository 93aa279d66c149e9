import { closeSync, lstatSync, openSync, readFileSync, readSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { FileContent } from '../ports';
import { bytesPerUnit, leadsNowhere, leadsOut, textOf, tooLong } from '../texts';

/**
 * Reads regular files below `root`, a real path; a symbolic link is followed only to a file below `root`. For one pass
 * over a tree: what it learns about folders it does not ask again.
 */
export function textReader(root: string): (file: string, limit: number) => FileContent {
  const inside = root.endsWith(path.sep) ? root : root + path.sep;
  const straight = new Map<string, boolean>();
  /** Whether no part of the path to this folder is a link. */
  const isStraight = (folder: string): boolean => {
    let known = straight.get(folder);
    if (known === undefined) {
      known = realpathSync(folder) === folder;
      straight.set(folder, known);
    }
    return known;
  };
  return (file, limit) => {
    let full = path.join(root, file);
    let throughLink = false;
    try {
      let stat = lstatSync(full);
      throughLink = stat.isSymbolicLink();
      if (throughLink || !isStraight(path.dirname(full))) {
        full = realpathSync(full);
        if (!full.startsWith(inside)) return leadsOut;
        stat = lstatSync(full);
      }
      if (!stat.isFile()) return undefined;
      if (stat.size > limit * bytesPerUnit) return tooLong(limit);
      return textOf(bytesOf(full, stat.size), limit);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (throughLink && (code === 'ENOENT' || code === 'ELOOP')) return leadsNowhere;
      // Git told the name in bytes that no text of ours can say again.
      if (code === 'ENOENT' && file.includes('\ufffd')) return { unread: 'its name is not UTF-8' };
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      return { unread: `could not be opened (${code ?? (error as Error).message})` };
    }
  };
}

/** Files up to this size, in bytes, are read into one buffer that all share: most are, and buffers cost more than reading. */
const shared = Buffer.allocUnsafeSlow(256 * 1024);

/** Valid until the next call. `size` is what the file system said, in bytes; a file that grew is read as far as it was. */
function bytesOf(full: string, size: number): Buffer {
  if (size === 0 || size > shared.length) return readFileSync(full);
  const file = openSync(full, 'r');
  try {
    let length = 0;
    while (length < size) {
      const read = readSync(file, shared, length, size - length, null);
      if (read === 0) break;
      length += read;
    }
    return shared.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

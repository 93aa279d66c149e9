import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { FileContent } from '../ports';

/** A UTF-16 unit takes at most three bytes of UTF-8. */
const bytesPerUnit = 3;

/** Looks for a zero byte where git looks for it. */
function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 8000).includes(0);
}

/** The text that an editor would show: without a byte order mark. */
export function textOf(bytes: Buffer, limit: number): FileContent {
  if (bytes.length > limit * bytesPerUnit) return tooLong(limit);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { unread: 'UTF-16 text' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { unread: 'UTF-16 text' };
  if (isBinary(bytes)) return undefined;
  const text = bytes.toString('utf8');
  const clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return clean.length > limit ? tooLong(limit) : clean;
}

export function tooLong(limit: number): FileContent {
  return { unread: `longer than ${limit / 1024} KB` };
}

/** Reads a regular file below `root`; a symbolic link is followed only to a file below `root`. `root` is a real path. */
export function readText(root: string, file: string, limit: number): FileContent {
  const full = path.join(root, file);
  try {
    const real = realpathSync(full);
    if (real !== full && !real.startsWith(root.endsWith(path.sep) ? root : root + path.sep))
      return { unread: 'a symbolic link that leads out of the repository' };
    const stat = statSync(real);
    if (!stat.isFile()) return undefined;
    if (stat.size > limit * bytesPerUnit) return tooLong(limit);
    return textOf(readFileSync(real), limit);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    return { unread: `could not be opened (${code ?? (error as Error).message})` };
  }
}

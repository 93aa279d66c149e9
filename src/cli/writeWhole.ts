import { lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes a file in one piece: whoever reads it, or interrupts the writing, finds the old text or the new one. What is no plain
 * file yet is written to where it leads: a pipe, a device, the target of a link.
 */
export function writeWhole(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const there = lstatSync(file, { throwIfNoEntry: false });
  if (there && !there.isFile()) {
    writeFileSync(file, text);
    return;
  }
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
  try {
    writeFileSync(beside, text, there ? { mode: there.mode } : {});
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    // A folder that takes no new file, or a file that is mounted by itself, can still be written to.
    if (!there) throw error;
    writeFileSync(file, text);
  }
}

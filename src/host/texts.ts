import type { FileContent, Unread } from './ports';

/** A UTF-16 unit takes at most three bytes of UTF-8. */
export const bytesPerUnit = 3;

/** Looks for a zero byte where git looks for it. */
const looksAt = 8000;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text that an editor would show: without a byte order mark. What is no UTF-8 in it is replaced. */
export function textOf(bytes: Uint8Array, limit: number): FileContent {
  if (bytes.length > limit * bytesPerUnit) return tooLong(limit);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { unread: 'UTF-16 text' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { unread: 'UTF-16 text' };
  return bytes.subarray(0, looksAt).includes(0) ? binary : withinLimit(decoder.decode(bytes), limit);
}

/** What somebody named like a text, and is none. */
const binary: Unread = { unread: 'a binary, or text that is not UTF-8' };

/** A text that somebody else decoded. */
export function decoded(text: string, limit: number): FileContent {
  return text.slice(0, looksAt).includes('\0') ? binary : withinLimit(text, limit);
}

function withinLimit(text: string, limit: number): FileContent {
  const clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return clean.length > limit ? tooLong(limit) : clean;
}

/** Links that are not followed, for the disk and the object store alike. */
export const leadsOut: Unread = { unread: 'a symbolic link that leads out of the repository' };
export const leadsNowhere: Unread = { unread: 'a symbolic link that leads to no file' };

export function tooLong(limit: number): Unread {
  return { unread: `longer than ${limit / 1024} KB` };
}

/**
 * What of a tree is reviewed: the same in the editor and on the command line, so that one folder has one answer.
 * Made by `createIntake` of src/intake.ts.
 */
export interface Intake {
  /** The policy excludes the path, or `.gitattributes` calls it generated. */
  leavesOut(path: string): boolean;
  /** Nobody reads the text, its being there says it all: lock files, which are long, or binary. */
  byNameAlone(path: string): boolean;
  /** The text says in its header that a program wrote it. */
  isGenerated(text: string): boolean;
  /** Longest text that is read, in UTF-16 units. */
  limit(path: string): number;
}

/** Lines from the top of a file in which a program may say that it wrote it. */
const headerLines = 12;
const comment = /^\s*(?:\/\/|\/\*+|\*|#|--|<!--|;)/;
const asksNotToEdit = /\bdo not (?:edit|modify|change)\b/i;

/**
 * `@generated`, or a request not to edit in a header that also says "generated". A bare request counts only when it is
 * all that its comment says: people write "do not edit this migration after the release" over their own work.
 */
export function hasGeneratedHeader(text: string): boolean {
  let from = 0;
  let asks = false;
  let generated = false;
  for (let line = 0; line < headerLines && from < text.length; line++) {
    let to = text.indexOf('\n', from);
    if (to === -1) to = text.length;
    const content = text.slice(from, Math.min(to, from + 300));
    from = to + 1;
    if (!comment.test(content)) continue;
    if (/@generated\b/.test(content)) return true;
    if (/^\W*DO NOT (?:EDIT|MODIFY)\W*$/.test(content)) return true;
    if (asksNotToEdit.test(content)) asks = true;
    if (/generated/i.test(content)) generated = true;
  }
  return asks && generated;
}

const noWayBack =
  /\b(?:irreversible|not reversible|(?:cannot|can't|can not) be (?:reversed|reverted|undone|rolled back)|no (?:rollback|way back)|one[- ]way migration|nothing to (?:undo|revert))\b/i;

/** What the author says in a comment about the way back. */
export function noWayBackIn(text: string): string | undefined {
  const found = noWayBack.exec(text);
  if (!found) return undefined;
  const from = text.lastIndexOf('\n', found.index) + 1;
  const end = text.indexOf('\n', found.index);
  const line = text.slice(from, end === -1 ? undefined : end).trim();
  return /^(?:--|\/\/|\/\*|\*|#)/.test(line) ? line.replace(/^[-/*#\s]+|[\s*/]+$/g, '').slice(0, 200) : undefined;
}

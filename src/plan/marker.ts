/** A marker is a word in a comment: no blanks, nothing that ends the comment. */
export function markerId(text: string): string {
  return text.replace(/\s+/g, '/').replace(/[<>]/g, '').replace(/-{2,}/g, '-');
}

/**
 * Whether a text matches one of several patterns. Each is tried alone: V8 skips through a text by what a single pattern begins
 * with, and goes letter by letter where alternatives begin in different ways (measured: half the time, and a tenth where one of
 * them begins with `\w*`).
 */
export function anyOf(...patterns: readonly RegExp[]): { test(text: string): boolean } {
  return { test: (text) => patterns.some((pattern) => pattern.test(text)) };
}

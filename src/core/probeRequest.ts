const scheme =
  /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]|\$\{?(?:HOSTNAME|HOST)\}?)(?::(\d+|\$\{?\w+(?::?-\w+)?\}?))?(\/[^\s'"`;|&)\\]*)?/;
const bare = /(?:^|[\s"'`])(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::(\d+|\$\{?\w+(?::?-\w+)?\}?))?(\/[^\s'"`;|&)\\]*)?/;

/**
 * The path and port that a command asks of its own container: `curl -f http://localhost:3000/health`. A port that is a variable is
 * looked up, then its default is taken.
 */
export function requestOf(
  command: readonly string[],
  variable: (name: string) => string | undefined = () => undefined,
): { path?: string; port?: number } {
  const text = command.join(' ');
  const match = scheme.exec(text) ?? (/\b(?:curl|wget|http)\b/.test(text) ? bare.exec(text) : null);
  if (!match) return {};
  const [, written = '', path = '/'] = match;
  const named = /^\$\{?(\w+)(?::?-(\w+))?\}?$/.exec(written);
  const port = Number(named ? (variable(named[1] ?? '') ?? named[2]) : written === '' ? 80 : written);
  const asked = path.replace(/[?#].*$/, '');
  // A path that holds a variable cannot be told.
  return {
    ...(/\$/.test(asked) ? {} : { path: asked }),
    ...(Number.isInteger(port) && port > 0 ? { port } : {}),
  };
}

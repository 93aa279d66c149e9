export interface ImageName {
  name: string;
  tag?: string;
  digest?: string;
}

/** `host:5000/team/app:1.2@sha256:…` in its parts. A tag that holds a template or a variable is kept as it is written. */
export function parseImage(text: string): ImageName {
  const at = text.indexOf('@');
  const digest = at === -1 ? undefined : text.slice(at + 1);
  const rest = at === -1 ? text : text.slice(0, at);
  // A colon behind the last slash separates the tag; `${TAG:-latest}` and `{{ .x }}` hold colons and slashes of their own.
  const plain = rest.replace(/\$\{[^}]*\}|\{\{.*?\}\}/g, (whole) => '_'.repeat(whole.length));
  const colon = plain.indexOf(':', plain.lastIndexOf('/') + 1);
  return {
    name: colon === -1 ? rest : rest.slice(0, colon),
    ...(colon === -1 ? {} : { tag: rest.slice(colon + 1) }),
    ...(digest === undefined ? {} : { digest }),
  };
}

export const withBase = (path: string) => `${globalThis.basePath ?? ''}${path}`;

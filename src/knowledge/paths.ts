/**
 * Which paths are not the product: what stands in them never creates a requirement and never ships.
 * Conventions of the test runners and of the common frameworks.
 */
const notProduct =
  /(?:^|\/)(?:__tests__|__mocks__|__fixtures__|tests?|(?:__)?e2e(?:__)?|cypress|playwright|fixtures?|mocks?|stories|\.storybook|examples?|demos?|docs?|benchmarks?|node_modules|vendor|dist|build|out|coverage|\.next|\.nuxt|\.turbo)\/|\.(?:(?:unit|client|server|integration|int|smoke|api|db)?-?test|spec|e2e|stories|story|mock|fixture|bench)\.[cm]?[jt]sx?$|\.d\.[cm]?ts$|\.min\.js$/i;

export function isProductPath(path: string): boolean {
  return !notProduct.test(path);
}

const forDevelopers = /^(?:[\w-]+\/)*(?:\.[\w-]+|scripts?)\//i;

/** Folders of what developers and pipelines run: `scripts/`, `.github/`. Parts of a program keep theirs under `src/`. */
export function isForDevelopers(path: string): boolean {
  return forDevelopers.test(path.split(/(?:^|\/)(?:src|app|server|lib)\//)[0] as string);
}

/** Source of TypeScript and JavaScript. */
export const codeFile = /\.(?:[cm]?[jt]s|[jt]sx)$/;

export { sizeLimits } from '../core/source';

/** Folders whose artifacts are never deployed as they stand: tests, samples, documentation, somebody else's code. */
const notShipped =
  /(?:^|\/)(?:__\w+__|tests?|testing|e2e|testdata|fixtures?|mocks?|examples?|samples?|demos?|docs?|documentation|benchmarks?|cypress|playwright|node_modules|vendor|third_party|\.devcontainer|\.cursor|\.gitpod|\.vscode)\//i;

/** Whether a manifest, Dockerfile or pipeline at this path can be what is deployed. Unlike for code, `build/` and `out/` say nothing. */
export function isShippedPath(path: string): boolean {
  return !notShipped.test(path);
}

const directive = /^\s*(?:\/\*[\s\S]*?\*\/\s*|\/\/[^\n]*\n\s*)*['"]use client['"]/;

/** The module says of itself that the browser runs it too: nothing in it runs only on a server. */
export function isForBrowser(text: string): boolean {
  return directive.test(text.slice(0, 600));
}

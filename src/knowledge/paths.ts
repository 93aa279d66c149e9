/**
 * Which paths are not the product: what stands in them never creates a requirement and never ships.
 * Conventions of the test runners and of the common frameworks.
 */
const notProduct =
  /(?:^|\/)(?:__tests__|__mocks__|__fixtures__|tests?|e2e|cypress|playwright|fixtures?|mocks?|stories|\.storybook|examples?|demos?|docs?|benchmarks?|node_modules|vendor|dist|build|out|coverage|\.next|\.nuxt|\.turbo)\/|\.(?:test|spec|e2e|stories|story|mock|fixture|bench)\.[cm]?[jt]sx?$|\.d\.[cm]?ts$|\.min\.js$/i;

export function isProductPath(path: string): boolean {
  return !notProduct.test(path);
}

/** Source of TypeScript and JavaScript. */
export const codeFile = /\.(?:[cm]?[jt]s|[jt]sx)$/;

export { sizeLimits } from '../core/source';

import { isProductPath } from './paths';

/** Files in which a literal is no configuration of the product: samples, seeds, translations, generated code, settings of tools. */
const notConfiguration =
  /(?:^|\/)(?:__\w+__|specs?|seeds?|seeders?|i18n|locales?|lang|translations?|generated|__generated__|gen|\.storybook|storybook|vendor(?:ed)?|third[_-]party|public|static|assets|templates?\/examples|testing|test-utils?|testdata|samples?|playgrounds?|bench|load-?tests?|k6|scripts?|tools?|hack|\.github|migrations?)\/|\.(?:generated|gen|min|bundle|seed|i18n|locale)\.[cm]?[jt]sx?$|[.-]\w*(?:test|spec)s?\.[cm]?[jt]sx?$|(?:^|\/)(?:seed|mock|fixture|sample|example|test|spec|dummy)s?[\w.-]*\.[cm]?[jt]sx?$|(?:^|\/)(?:prisma|drizzle|db|database)\/(?:[\w-]+[-.])?(?:populate|fill|load-?data)[\w.-]*\.[cm]?[jt]sx?$|(?:^|\/)(?:bench(?:mark)?|load-?test|stress)(?:[.-][\w.-]+)?\.[cm]?[jt]sx?$|(?:^|\/)(?:server|app|main|index)[.-]dev(?:elopment)?\.[cm]?[jt]s$|(?:^|\/)(?:vite|vitest|webpack|jest|rollup|eslint|prettier|playwright|cypress|tailwind|postcss|babel|metro|karma|stylelint|commitlint|orval|codegen|graphql|tsup|turbo|storybook|wdio|knip|lint-staged|release|renovate|cspell|i18next(?:-parser)?|contentlayer|openapi-ts|docusaurus)(?:\.[\w-]+)*\.(?:config|setup|conf|workspace)\.[cm]?[jt]s$|(?:^|\/)\.[\w-]+rc\.[cm]?js$|(?:^|\/)(?:gulpfile|gruntfile|dangerfile|vitest\.setup|jest\.setup|setupTests?)\.[cm]?[jt]s$/i;

/** Whether literals of a code file can be configuration that differs between environments. */
export function isConfigurable(path: string): boolean {
  return isProductPath(path) && !notConfiguration.test(path);
}

/** Code that only runs while somebody develops. */
export function isDevelopmentPath(path: string): boolean {
  return /(?:^|\/)(?:dev|development|local)\/|(?:^|[/.-])(?:dev|development|local|devserver|dev-server)\.[cm]?[jt]sx?$/i.test(
    path,
  );
}

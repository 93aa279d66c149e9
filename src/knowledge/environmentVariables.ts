/**
 * Variables that the platform, the shell or the runtime sets, so that nobody declares them.
 * Sources: documentation of Node, npm, GitHub Actions, Vercel, AWS Lambda and Kubernetes, 2026-11.
 */
const platform = new Set(
  (
    'NODE_ENV NODE_OPTIONS NODE_PATH NODE_DEBUG NODE_VERSION NODE_TLS_REJECT_UNAUTHORIZED NODE_EXTRA_CA_CERTS PORT HOME PATH PWD OLDPWD USER USERNAME ' +
    'USERPROFILE APPDATA LOCALAPPDATA PROGRAMDATA SYSTEMROOT COMSPEC SHELL SHLVL TERM TERM_PROGRAM TERM_PROGRAM_VERSION VTE_VERSION WT_SESSION TEAMCITY_VERSION COLORTERM TZ CI LANG LANGUAGE ' +
    'LC_ALL LC_CTYPE HOST HOSTNAME LOGNAME EDITOR VISUAL DISPLAY TMP TEMP TMPDIR XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME ' +
    'COLUMNS LINES NO_COLOR FORCE_COLOR DEBUG INIT_CWD VERCEL NETLIFY RENDER DYNO FLY_APP_NAME FLY_REGION FLY_MACHINE_ID ' +
    'K_SERVICE K_REVISION K_CONFIGURATION GAE_ENV GOOGLE_CLOUD_PROJECT GCLOUD_PROJECT GOOGLE_APPLICATION_CREDENTIALS FUNCTION_TARGET ' +
    'FUNCTIONS_EMULATOR AWS_REGION AWS_DEFAULT_REGION AWS_EXECUTION_ENV AWS_PROFILE NEXT_RUNTIME NEXT_PHASE ANALYZE ' +
    'http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY TURBO_HASH LAMBDA_TASK_ROOT WEBSITE_SITE_NAME ' +
    'EDGE_RUNTIME UV_THREADPOOL_SIZE BROWSER PUBLIC_URL STORYBOOK BUILD_ID pm_id NODE_APP_INSTANCE'
  ).split(' '),
);
const platformPrefix =
  /^(?:npm_|GITHUB_|GITLAB_|CI_|RUNNER_|VERCEL_|NEXT_PUBLIC_VERCEL_|NETLIFY_|RENDER_|RAILWAY_|HEROKU_|CF_PAGES|AWS_LAMBDA_|AWS_CONTAINER_|AWS_WEB_IDENTITY_|ECS_|KUBERNETES_|JEST_|VITEST|PLAYWRIGHT_|CYPRESS_|STORYBOOK_|__|_$)/;

/** Set by the platform: reading it asks nothing of the release. */
export function isPlatformVariable(name: string): boolean {
  return platform.has(name) || platformPrefix.test(name);
}

/** What dotenv, shells and containers accept as a name; the lower-case ones of tools are not ours. */
export const variableName = /^[A-Z_][A-Z0-9_]*$/;

/** Built into the bundle, and with it public. Source: Vite `envPrefix`, Next.js, Create React App, Expo, Gatsby, Astro, Nuxt. */
const publicPrefix = /^(?:NEXT_PUBLIC_|VITE_|REACT_APP_|EXPO_PUBLIC_|GATSBY_|PUBLIC_|NUXT_PUBLIC_|VUE_APP_)/;

export function isPublicVariable(name: string): boolean {
  return publicPrefix.test(name);
}

/** `WEBAPP_URL`, `NEXT_PUBLIC_SITE_URL`, `NEXTAUTH_URL`: where the product itself is reached from outside, the beginning of every link it sends. */
const ownAddress =
  /(?:^|_)(?:WEB_?APP|APP|APPLICATION|SITE|WEB_?SITE|WEB|PUBLIC|FRONT_?END|NEXTAUTH|CANONICAL)_?(?:BASE_?)?(?:URL|URI|ORIGIN)$/;

export function isOwnAddress(name: string): boolean {
  return ownAddress.test(name);
}

/** Members of `import.meta.env` that Vite and Astro define themselves. */
export const viteBuiltIns: ReadonlySet<string> = new Set([
  'MODE',
  'BASE_URL',
  'PROD',
  'DEV',
  'SSR',
  'SITE',
  'ASSETS_PREFIX',
  'LEGACY',
]);

/** Files that run only on the developer's machine or in tests: their reads ask nothing of an environment. */
const toolPath =
  /(?:^|\/)(?:scripts?|tools?|tooling|hack|seeds?|seeders?|\.github|\.storybook|bench|perf|load-?tests?|testing|test-utils?|__\w+__)\/|(?:^|\/)(?:vitest|jest|playwright|cypress|eslint|prettier|commitlint|lint-staged|stryker|karma|wdio|release-it|checkly|knip|codecept|i18next(?:-parser)?|orval|graphql-codegen|codegen)(?:[.-][\w.-]+)?\.(?:config|setup|conf|workspace)?\.?[cm]?[jt]s$|[.-]\w*tests?\.[cm]?[jt]sx?$|(?:^|\/)(?:[\w.-]+[-.])?(?:setup-?tests?|test-?setup|vitest\.setup|jest\.setup|seed)[\w.-]*\.[cm]?[jt]sx?$/i;

export function isToolPath(path: string): boolean {
  return toolPath.test(path);
}

/** Configuration that a bundler or framework evaluates while it builds. */
export const buildConfig =
  /(?:^|\/)(?:next|nuxt|vite|astro|svelte|remix|react-router|webpack(?:\.[\w-]+)?|rollup|tailwind|postcss|craco|vue|gatsby|metro|app|expo|turbo|sentry\.\w+|contentlayer|rspack|rsbuild|esbuild)\.?(?:config)?\.[cm]?[jt]s$/;

/** Configuration of migration tools: evaluated when the release migrates. */
export const deployConfig =
  /(?:^|\/)(?:drizzle|knexfile|prisma|mikro-orm|kysely|ormconfig|data-source|typeorm|\.sequelizerc|sequelize)(?:\.config)?\.[cm]?[jt]s$/;

/**
 * Calls that reach nothing outside the process, so that a summary need not keep them. Only names whose meaning is
 * beyond doubt: a missing row costs a little memory, a wrong row would hide a dependency.
 */
const quietModules =
  /^(?:react(?:-dom)?(?:\/.*)?|preact(?:\/.*)?|clsx|classnames|tailwind-merge|class-variance-authority|lucide-react|@radix-ui\/.*|@heroicons\/.*|date-fns(?:\/.*)?|dayjs(?:\/.*)?|lodash(?:[./-].*)?|ramda|zod|yup|joi|superjson|uuid|nanoid|(?:node:)?(?:path|url|util|assert|querystring|string_decoder|buffer)|next\/(?:link|image|font|dynamic|navigation|head|script)(?:\/.*)?|next|next\/server|next\/headers|express|koa|@koa\/router|koa-router|hono(?:\/.*)?|elysia|h3|@remix-run\/(?:node|react|server-runtime)|react-router|@nestjs\/(?:common|swagger|core)|class-validator|class-transformer|react-hook-form|react-i18next|i18next|next-intl|@lingui\/.*|framer-motion|recharts|styled-components|@emotion\/.*|@mui\/.*|@chakra-ui\/.*|@mantine\/.*|@angular\/(?:core|common|forms|router|material|animations)(?:\/.*)?)$/;

export function isQuietModule(specifier: string): boolean {
  return quietModules.test(specifier);
}

/** Globals that talk to something outside; every other global is quiet. */
const loudGlobals = new Set([
  'fetch',
  '$fetch',
  'useFetch',
  'WebSocket',
  'EventSource',
  'XMLHttpRequest',
  'axios',
  'prisma',
  'Bun',
  'Deno',
]);

/** A program that keeps its parts on one global object writes its name in capitals. */
const ownGlobal = /^(?!(?:JSON|URL|CSS)$)[A-Z][A-Z0-9_]+$/;

export function isQuietGlobal(name: string, path: readonly string[]): boolean {
  if (loudGlobals.has(name)) return false;
  if (name === 'globalThis' || name === 'global' || name === 'window' || name === 'self')
    return !loudGlobals.has(path[0] ?? '');
  if (path.length > 0 && ownGlobal.test(name)) return false;
  return !(name === 'navigator' && path[0] === 'sendBeacon');
}

/** Members of what frameworks hand to a handler: requests, responses, contexts, loggers. */
const responseMembers =
  /^(?:status|sendStatus|json|jsonp|send|sendFile|end|set|setHeader|setHeaders|header|headers|append|appendHeader|get|getHeader|removeHeader|type|code|writeHead|write|cookie|clearCookie|cookies|redirect|render|text|html|body|req|res|request|response|raw|log|logger|throw|assert|is|accepts|on|once|format|vary|links|location|attachment|download|flush|flushHeaders|push|hijack|callNotFound|compileValidationSchema|param|query|params|url|path|protocol|ip|hostname|socket|setEncoding|destroy|pipe|ok|created|noContent|badRequest|notFound|unauthorized|forbidden|serviceUnavailable|internalServerError|gatewayTimeout|badGateway|executionCtx|next|formData|arrayBuffer|blob|clone|isAuthenticated|i18n|t|headersSent|signal)$/;

/** `(0), json` and the like: a parameter, then a member that only reads the request or writes the response. */
export function isResponseMember(path: readonly string[]): boolean {
  return path.length >= 2 && /^\(\d+\)$/.test(path[0] ?? '') && responseMembers.test(path[1] ?? '');
}

/** Properties in which clients keep the state of their connection. */
export const stateMembers: ReadonlySet<string> = new Set([
  'readyState',
  'isInitialized',
  'isConnected',
  'connected',
  'isOpen',
  'isReady',
  'connectionState',
  'destroyed',
]);

/** What a path is for by its last segment, where no probe says. Names that only ever report a state or a version tell nothing. */
const live = /^_?(?:live|livez|liveness|alive|live-?check)$/i;
const ready = /^_?(?:ready|readyz|readiness|ready-?check)$/i;
const generic = /^[_.-]?(?:health|healthz|health[-_]?check|health[-_]?status|healthcheckz)$/i;
/** Names with other meanings too: only right below the root or a prefix that stands for the whole service. */
const weak = /^(?:status|heartbeat|up|live|alive|ready|liveness|readiness)$/i;
const silent = /^(?:ping|version|info|metrics)$/i;
const wholeService =
  /^(?:|api|v\d+|public|internal|_?system|app|server|service|_|-|monitoring|management|actuator|ops|probes?|health|healthz|k8s|kubernetes|rest)$/i;

export type HealthRole = 'live' | 'ready' | 'generic';

/** The role that a path has by its name; `ping` and `version` never have one. */
export function roleOfPath(path: string): HealthRole | undefined {
  const segments = path.split(/[/.]/).filter((segment) => segment !== '');
  const last = segments.at(-1);
  if (last === undefined || silent.test(last)) return undefined;
  const before = segments.slice(0, -1);
  if (before.some((segment) => segment.startsWith(':') || segment.startsWith('*') || segment.startsWith('{')))
    return undefined;
  if (weak.test(last) && !before.every((segment) => wholeService.test(segment))) return undefined;
  if (live.test(last)) return 'live';
  if (ready.test(last)) return 'ready';
  return generic.test(last) || weak.test(last) ? 'generic' : undefined;
}

/** A procedure named for health: `health`, `health.ready`, `system.healthz`. */
export function isHealthPathShape(path: string): boolean {
  const [first] = path.split('.');
  return /^(?:health|healthz|healthcheck|readiness|liveness)$/i.test(first ?? '') && roleOfPath(path) !== undefined;
}

/** Paths that answer for the liveness of the process by name alone. */
export function isPing(path: string): boolean {
  return silent.test(path.split('/').at(-1) ?? '');
}

/**
 * Programs of base images that health checks call. From the Dockerfiles of the official images, 2026-11: full Debian variants build
 * on buildpack-deps, which has curl and wget; slim ones have neither; Alpine has BusyBox's wget but no curl and no bash.
 */
const languages = 'node|python|ruby|golang|openjdk|php|rust|perl|elixir|erlang|gradle|maven|eclipse-temurin';

export function toolsOf(image: string): readonly string[] {
  const name = image.replace(/@.*$/, '').toLowerCase();
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  const repository = colon === -1 ? name : name.slice(0, colon);
  const tag = colon === -1 ? '' : name.slice(colon + 1);
  const base = repository.slice(repository.lastIndexOf('/') + 1);
  const official =
    !repository.includes('/') ||
    /^(?:docker\.io\/)?library\//.test(repository) ||
    /public\.ecr\.aws\/docker\/library\//.test(repository);
  if (base === 'scratch') return [];
  if (/distroless/.test(repository)) {
    const own = /nodejs/.test(base)
      ? ['node']
      : /python/.test(base)
        ? ['python3', 'python']
        : /java/.test(base)
          ? ['java']
          : [];
    return /(?:^|-)debug/.test(tag) ? [...own, 'sh', 'wget', 'cat'] : own;
  }
  const program = official && new RegExp(`^(?:${languages})$`).test(base) ? [base === 'golang' ? 'go' : base] : [];
  const extra =
    base === 'node'
      ? ['node', 'npm', 'npx', 'yarn', 'corepack']
      : base === 'python'
        ? ['python', 'python3', 'pip']
        : program;
  if (official && (base === 'alpine' || (/alpine/.test(tag) && (program.length > 0 || base === 'nginx'))))
    return ['sh', 'wget', 'cat', 'nc', 'ps', 'grep', ...(base === 'nginx' ? ['nginx', 'curl'] : extra)];
  if (official && base === 'busybox') return ['sh', 'wget', 'cat', 'nc'];
  if (official && (base === 'debian' || base === 'ubuntu')) return ['sh', 'bash', 'cat', 'grep', 'perl'];
  if (official && program.length > 0 && /slim/.test(tag)) return ['sh', 'bash', 'cat', 'grep', ...extra];
  if (
    official &&
    (base === 'node' || base === 'python' || base === 'ruby' || base === 'golang') &&
    !/windows|nanoserver/.test(tag)
  )
    return ['sh', 'bash', 'cat', 'grep', 'curl', 'wget', 'git', ...extra];
  if (repository === 'oven/bun') {
    if (/alpine/.test(tag)) return ['sh', 'wget', 'cat', 'bun', 'bunx'];
    return /distroless/.test(tag) ? ['bun'] : ['sh', 'bash', 'cat', 'bun', 'bunx'];
  }
  return ['*'];
}

/** Tags that mean another image every few weeks. */
export function isFloatingTag(tag: string | undefined): boolean {
  return (
    tag === undefined ||
    tag === '' ||
    /^(?:latest|lts|stable|current|edge|main|master|nightly|canary|next|dev|develop|alpine|slim|bookworm|bullseye|debian|ubuntu|bookworm-slim|bullseye-slim|lts-alpine|lts-slim|current-alpine|latest-alpine)$/i.test(
      tag,
    )
  );
}

/** Images whose tag is the release of a distribution or that have no content of their own. */
export function needsNoTag(name: string): boolean {
  return name === 'scratch';
}

/** Names of distributions are a moving target only where the image is not the distribution itself: `debian:bookworm` is a version. */
export function isVersionOfDistribution(name: string, tag: string): boolean {
  return /(?:^|\/)(?:debian|ubuntu|alpine)$/.test(name) && /^(?:bookworm|bullseye|trixie|noble|jammy|focal)/.test(tag);
}

/** Processes that pass signals on to what they start. */
export const initPrograms =
  /(?:^|\/)(?:tini(?:-static)?|dumb-init|catatonit|s6-svscan|s6-overlay|my_init|init|supervisord|pm2-runtime|runsvdir|docker-init|dinit|multirun|overmind|hivemind|foreman|nf|chamber|doppler)$/;

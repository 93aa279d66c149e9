import type { Finding } from '../core/finding';
import type { Scopes } from '../core/link';
import type { Review } from '../core/review';

/** The folder of a service. */
export function rootOf(name: string | undefined, scopes: Scopes): string | undefined {
  return name === undefined ? undefined : scopes.roots.find((root) => scopes.nameOf(root) === name);
}

/** A folder or a service that was asked for: findings that lie in it, or have their evidence there. */
export function narrow(review: Review, within: string, service: string | undefined, scopes: Scopes): Review {
  if (within === '' && service === undefined) return review;
  const below = (file: string) => within === '' || file.startsWith(`${within}/`);
  const { owned, own } = ownership(service, scopes);
  const mine = (f: Finding) =>
    service === undefined ||
    f.service === service ||
    ownerIs(f, owned, scopes) ||
    f.evidence.some((e) => own(e.at.file));
  return {
    ...review,
    findings: review.findings.filter((f) => mine(f) && (below(f.at.file) || f.evidence.some((e) => below(e.at.file)))),
    steps: review.steps.filter(
      (s) =>
        (service === undefined || s.service === service || s.evidence.some((e) => owned(e.at.file))) &&
        (within === '' || s.evidence.some((e) => below(e.at.file))),
    ),
    changes: review.changes.filter(({ at }) => below(at.file) && owned(at.file)),
    inventory: review.inventory.filter(
      ({ calls }) => calls.length === 0 || calls.some(({ at }) => below(at.file) && owned(at.file)),
    ),
    services: review.services.filter((name) => service === undefined || name === service),
    unread: review.unread.filter((u) => below(u.at.file)),
    suppressions: review.suppressions.filter((s) => below(s.at.file)),
  };
}

/** What is said of another service, about a file that nobody owns, is that service's. */
function ownerIs(finding: Finding, owned: (file: string) => boolean, scopes: Scopes): boolean {
  const said = finding.service;
  if (said === undefined) return owned(finding.at.file);
  return owned(finding.at.file) && scopes.services(finding.at.file).some((root) => scopes.roots.includes(root));
}

/**
 * `owned`: the file belongs to the service, alone or with others; what lies in no service belongs to each of them, as far as
 * anybody can tell. `own`: it lies below the service's own folder, where the service is not the repository itself.
 */
function ownership(service: string | undefined, scopes: Scopes) {
  if (service === undefined) return { owned: () => true, own: () => false };
  const all = new Set(scopes.roots);
  const asked = new Set(scopes.roots.filter((root) => scopes.nameOf(root) === service));
  const owned = (file: string) => {
    const roots = scopes.services(file);
    return roots.some((root) => asked.has(root)) || !roots.some((root) => all.has(root));
  };
  const own = (file: string) => scopes.services(file).some((root) => root !== '' && asked.has(root));
  return { owned, own };
}

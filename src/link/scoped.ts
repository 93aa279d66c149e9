import type { FactView } from '../core/link';

/**
 * A memo of what depends on the services and shared packages too. The scopes follow from these facts, and a memo knows only
 * what was read through the view.
 */
export function scopedMemo<T>(view: FactView, key: string, make: () => T): T {
  return view.memo(key, () => {
    view.of('service.declared');
    view.of('package.declared');
    return make();
  });
}

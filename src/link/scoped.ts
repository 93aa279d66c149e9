import type { FactView } from '../core/link';
import { scopeParts } from './services';

/** A memo of what depends on the scopes too: a memo knows only what was read through the view. */
export function scopedMemo<T>(view: FactView, key: string, make: () => T): T {
  return view.memo(key, () => {
    scopeParts(view);
    return make();
  });
}

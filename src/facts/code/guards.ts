import type { Guard } from '../../core/fact';
import type { Node } from '../../parse/typescript';
import type { FileScope } from './scope';

/** The flags under which a node runs, outermost first, as far as its own function tells. */
export function guardsAround(_node: Node, _scope: FileScope): Guard[] {
  return [];
}

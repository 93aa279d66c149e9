import type { Span } from '../../core/span';
import { spanOf, textOf } from '../../core/tree';
import { attributeOf, type HclBlock } from '../../parse/hcl';

export interface Placed {
  environment: string;
  family: string;
}

/** What people call it: its own `name` when it is written out, otherwise its label. */
export function nameOfBlock(block: HclBlock): string {
  return textOf(attributeOf(block, 'name')?.value) ?? block.labels[1] ?? '';
}

/** The line that opens the block, without its content. */
export function headSpan(block: HclBlock): Span {
  return spanOf({ doc: block.doc, start: block.start, end: block.headEnd });
}

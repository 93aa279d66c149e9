import type { Linker } from '../core/link';

/** In this order: none reads what a later one emits. */
export const linkers: readonly Linker[] = [];

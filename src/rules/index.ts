import type { Rule } from '../core/rule';

/** The only registry of rules, by mistake. */
export const rules: readonly Rule[] = [];
